import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Case } from '../../../infra/local/audit/oracle/cases.ts'
import { locked } from '../../../infra/local/audit/oracle/locked.ts'
import type { Known } from '../../../infra/local/audit/oracle/past.ts'
import type { Testimony } from '../../../infra/local/audit/oracle/testimony.ts'
import { wishesOf } from '../../../infra/local/audit/oracle/wishes.ts'

const sentAt = Date.parse('2025-02-03T12:00:00Z')
const minute = 60_000

interface Closed {
  readonly symbol?: string
  readonly sign?: 1 | -1
  /** The net result; the margin is 100. */
  readonly net: number
  /** The letter of the order that ended it. */
  readonly by?: 'p' | 'c'
}

/** A position that was open for a minute and closed so many minutes before the entry. */
const closed = (minutesBefore: number, { symbol = 'ETHUSDT', sign = 1, net, by = 'p' }: Closed): Known => {
  const closedAt = sentAt - minutesBefore * minute
  return {
    ...{ id: 'abcdefghijkl', symbol, sign, leverage: 10, name: symbol, wished: undefined },
    life: { openedAt: closedAt - minute, closedAt, netPnl: dec(net) },
    ...{ movements: [], worst: dec(9), margin: dec(100), endedBy: by },
  }
}
const entry = { symbol: 'ETHUSDT', sign: 1, name: 'the entry', sentAt } as Case

const nothing = { ledgers: [], halts: [], deeds: [], signals: [] } as unknown as Testimony
const says = (
  protection: object,
  others: readonly Known[],
  testimony: Partial<Testimony> = {},
  known = true,
) =>
  locked({ ...nothing, ...testimony }, wishesOf({ QT_PROTECTIONS: JSON.stringify([protection]) }), {
    of: entry,
    others,
    lives: [],
    isKnown: () => known,
  }).length > 0

const stops = [closed(20, { symbol: 'BTCUSDT', net: -5 }), closed(10, { net: -5 })]
const guard = { method: 'StoplossGuard', trade_limit: 2, stop_duration: 30 }

describe('an entry is locked, by docs/protections.md', () => {
  test.each<[string, object, readonly Known[]]>([
    ['after as many stops as the limit', guard, stops],
    ['by stops whose look-back is over by now', { ...guard, lookback_period: 11 }, stops],
    ['until a time of the day', { ...guard, stop_duration: undefined, unlock_at: '12:01' }, stops],
    [
      'by a fall from the highest',
      { method: 'MaxDrawdown', max_allowed_drawdown: 0.1 },
      [closed(20, { net: 50 }), closed(10, { net: -11 }), closed(5, { net: 30 })],
    ],
    [
      'where its symbol made too little',
      { method: 'LowProfitPairs', trade_limit: 2, required_profit: 0.02 },
      [closed(20, { net: 5 }), closed(10, { net: -4 })],
    ],
    [
      'after any trade of its symbol',
      { method: 'CooldownPeriod', stop_duration: 10.1 },
      [closed(10, { net: 9 })],
    ],
  ])('%s', (_, protection, others) => {
    expect(says(protection, others)).toBe(true)
  })
})

describe('an entry is not locked', () => {
  test.each<[string, object, readonly Known[]]>([
    ['once the lock is over', { ...guard, stop_duration: 10 }, stops],
    ['by a stop too few', { ...guard, trade_limit: 3 }, stops],
    ['by stops too far apart', { ...guard, lookback_period: 10 }, stops],
    ['by stops of two pairs, each by itself', { ...guard, only_per_pair: true }, stops],
    ['by other exits', guard, stops.map((_, n) => closed(10 - n, { net: -5, by: 'c' }))],
    ['by stops that won', guard, [closed(20, { net: 1 }), closed(10, { net: -5 })]],
    [
      'on the other side',
      { ...guard, only_per_side: true },
      [closed(20, { net: -5, sign: -1 }), closed(10, { net: -5, sign: -1 })],
    ],
    [
      'by a fall that is allowed',
      { method: 'MaxDrawdown', max_allowed_drawdown: 0.11 },
      [closed(20, { net: 50 }), closed(10, { net: -11 })],
    ],
    [
      'for what another symbol lost',
      { method: 'LowProfitPairs' },
      [closed(10, { symbol: 'BTCUSDT', net: -50 })],
    ],
    [
      'after a trade of another symbol',
      { method: 'CooldownPeriod' },
      [closed(10, { symbol: 'BTCUSDT', net: 9 })],
    ],
  ])('%s', (_, protection, others) => {
    expect(says(protection, others)).toBe(false)
  })

  test('after an operator lifted the locks', () => {
    const halts = [{ from: 0, to: sentAt - minute }]
    expect(says(guard, stops, { halts })).toBe(false)
    expect(says(guard, stops, { halts: [{ from: 0, to: sentAt - 15 * minute }] })).toBe(true)
  })

  test('if a trade may be read as one that does not lock', () => {
    const lowProfit = { method: 'LowProfitPairs', required_profit: -0.095 }
    expect(says(guard, stops, {}, false)).toBe(false)
    expect(says(lowProfit, [closed(10, { net: -50 })])).toBe(true)
    expect(says(lowProfit, [closed(10, { net: -50 })], {}, false)).toBe(false)
    expect(says({ method: 'MaxDrawdown' }, [closed(10, { net: -50 })], {}, false)).toBe(false)
  })

  test('if others had a part in the trades', () => {
    const deeds = [{ symbol: 'ETHUSDT', at: sentAt - 10.5 * minute }]
    expect(says(guard, stops, { deeds })).toBe(false)
  })
})
