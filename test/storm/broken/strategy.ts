import type { Mutation } from './mutation.ts'

const rule = ['test/strategy']

/** What a signal from past prices may know, and what it is made of. No storm plays the rule: its tests do. */
export const ofTheStrategy: readonly Mutation[] = [
  {
    name: 'know the next close',
    file: 'shared/strategy/apply.ts',
    from: 'rsiOf(closes.slice(since, index + 1), period)',
    to: 'rsiOf(closes.slice(since + 1, index + 2), period)',
    tests: rule,
  },
  {
    name: 'trade a candle under way',
    file: 'shared/strategy/candles.ts',
    from: 'group.length === parts ? group.at(-1)',
    to: 'group.length > 0 ? group.at(-1)',
    tests: rule,
  },
  {
    name: 'stamp the open',
    file: 'shared/strategy/apply.ts',
    from: 'const at = openTime + candleMs',
    to: 'const at = openTime',
    tests: rule,
  },
  {
    name: 'carry on over a gap',
    file: 'shared/strategy/apply.ts',
    from: 'if (!follows(candles, index, candleMs)) unbrokenSince = index',
    to: 'if (index === 0) unbrokenSince = index',
    tests: rule,
  },
  {
    name: 'remember everything',
    file: 'shared/strategy/rsi.ts',
    from: 'closes.slice(-closesFor(period))',
    to: 'closes.slice()',
    tests: rule,
  },
  {
    name: 'decide from too few candles',
    file: 'shared/strategy/apply.ts',
    from: 'closesFor(period) + period',
    to: 'closesFor(period) + 1',
    tests: rule,
  },
  {
    name: 'cross while still beyond',
    file: 'shared/strategy/crossing.ts',
    from: 'if (last < low && rsi >= low)',
    to: 'if (last < low)',
    tests: rule,
  },
  {
    name: 'be sure of everything',
    file: 'shared/strategy/crossing.ts',
    from: '0.6 + 0.4 * Math.sqrt(depth)',
    to: '0.9 + 0 * Math.sqrt(depth)',
    tests: rule,
  },
  {
    name: 'toss a coin that knows',
    file: 'shared/strategy/coin.ts',
    from: "uniformInt(random, 0, 1) === 0 ? 'BUY' : 'SELL'",
    to: "signals[index]?.action ?? 'BUY'",
    tests: rule,
  },
]
