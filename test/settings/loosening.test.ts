import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { refuseEntry, refuseSignal, refuseSymbol } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { isRising, type Ladder, type Tier, tiersReached } from '#domain/ladder.ts'
import { marginOf } from '#domain/margin.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { loosenings, whyLooser } from '#settings/loosening.ts'
import { effective, type Name, names, presetOf } from '#settings/said.ts'
import { anAccount, aSignal, now } from '../domain/builders.ts'
import { ethRules } from '../domain/market.ts'

const whole = (min: number, max: number) => fc.integer({ min, max }).map(String)
/** A share in coarse steps, so that equal values are frequent. */
const share = (min = 1, max = 20) => fc.integer({ min, max }).map(n => String(n / 20))
const names_ = (...all: readonly string[]) =>
  fc.oneof(
    fc.constant('any'),
    fc.subarray([...all], { minLength: 1 }).map(chosen => chosen.join(',')),
  )

const stop = fc.oneof(
  fc.constant('break-even' as const),
  share(0, 19).map(lock => ({ lock })),
)
const ladder: fc.Arbitrary<Ladder> = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 5 }), stop }), { minLength: 1, maxLength: 4 })
  .map(tiers => {
    let at = 0
    return tiers.map((tier): Tier => {
      at += tier.at
      return { at: String(at / 10), stop: tier.stop, takeProfit: { at: String((at + 1) / 10), share: '0.1' } }
    })
  })
  .filter(isRising)

const sources = fc
  .dictionary(
    fc.constantFrom('test', 'tv', '__proto', 'constructor'),
    fc.record(
      {
        shape: fc.constantFrom('own', 'tradingview', 'freqtrade', 'generic'),
        confidence: share(),
        opposite: fc.constantFrom('warn', 'close', 'flip'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(named => JSON.stringify(named))

const minutes = fc.integer({ min: 1, max: 4 }).map(n => 3 * n)
const locking = fc.oneof(
  fc.record({ stop_duration: minutes }),
  fc.constantFrom({ unlock_at: '02:10' }, { unlock_at: '18:00' }),
)
const lookingBack = { lookback_period: minutes, trade_limit: fc.integer({ min: 1, max: 3 }) }
const profit = fc.integer({ min: -2, max: 2 }).map(n => n / 20)
const flag = fc.boolean()
const protection = fc
  .tuple(
    locking,
    fc.oneof(
      fc.record({
        method: fc.constant('StoplossGuard'),
        ...{ ...lookingBack, required_profit: profit, only_per_pair: flag, only_per_side: flag },
      }),
      fc.record({
        method: fc.constant('MaxDrawdown'),
        ...{ ...lookingBack, max_allowed_drawdown: profit.map(Math.abs) },
      }),
      fc.record({
        method: fc.constant('LowProfitPairs'),
        ...{ ...lookingBack, required_profit: profit, only_per_side: flag },
      }),
      fc.record({ method: fc.constant('CooldownPeriod') }),
    ),
  )
  .map(parts => Object.assign({}, ...parts))
const protections = fc.array(protection, { maxLength: 2 }).map(list => JSON.stringify(list))

const rule = fc.oneof(
  fc.constant('none'),
  fc
    .tuple(fc.subarray(['BTCUSDT', 'ETHUSDT', 'SOLUSDT'], { minLength: 1 }), fc.constantFrom('5m', '15m'))
    .map(([symbols, interval]) => JSON.stringify({ symbols, period: 14, low: 30, high: 70, interval })),
)
const aRule = (...symbols: readonly string[]) =>
  JSON.stringify({ symbols, period: 14, low: 30, high: 70, interval: '15m' })

const channel = (...events: readonly string[]) =>
  JSON.stringify([{ name: 'phone', to: 'ntfy', topic: 'desk', events }])

const said: Readonly<Record<Name, fc.Arbitrary<string>>> = {
  QT_DEFAULT_LEVERAGE: whole(1, 125),
  QT_CONFIDENCE_THRESHOLD: share(),
  QT_MIN_SENTIMENT: fc.integer({ min: -100, max: 100 }).map(percent => String(percent / 100)),
  QT_SL_PCT: share(1, 10),
  QT_TP_PCT: share(),
  QT_PARTIAL_TP: share(),
  QT_EMERGENCY_PCT: share(1, 18),
  QT_CHECK_INTERVAL: fc.constantFrom('5', '10', '15', '20', '30', '60'),
  QT_MAX_POSITIONS: whole(1, 5),
  QT_MARGIN_FRACTION: share(),
  QT_MAX_MARGIN_PER_TRADE: whole(1, 500),
  QT_COOLDOWN_SECONDS: whole(0, 600),
  QT_SIGNAL_MAX_AGE_SECONDS: whole(5, 90),
  QT_MAX_DAILY_LOSS: whole(0, 300),
  QT_KILL_SWITCH: fc.constantFrom('on', 'off'),
  QT_MARGIN_MODE: fc.constantFrom('isolated', 'cross'),
  QT_ADOPT: fc.constantFrom('own', 'all'),
  QT_SYMBOLS: names_('ETHUSDT', 'BTCUSDT', 'SOLUSDT'),
  QT_QUOTE_ASSETS: names_('USDT', 'USDC'),
  QT_MIN_STOP_TICKS: whole(1, 9),
  QT_MIN_STOP_SPREADS: share(),
  QT_LADDER: fc.oneof(
    ladder.map(tiers => JSON.stringify(tiers)),
    fc.constantFrom('standard', 'fee-aware', 'none'),
  ),
  QT_SOURCES: sources,
  QT_PROTECTIONS: protections,
  QT_PAPER_TRADING: fc.constantFrom('true', 'false'),
  STAGING_MODE: fc.constantFrom('true', 'false'),
  QT_PAPER_BALANCE: whole(1, 9),
  region: fc.constantFrom('ap-northeast-1', 'eu-central-1'),
  egress: fc.constantFrom('any', 'prepared', 'fixed'),
  reserve: fc.constantFrom('true', 'false'),
  quota: fc.constantFrom('10', '1000'),
  webhook: fc.constantFrom('true', 'false'),
  sentinel: fc.constantFrom('true', 'false'),
  rule,
  notify: fc.constantFrom('none', channel('alarm'), channel('halted', 'emergency'), channel('daily')),
  alarmEmail: fc.constantFrom('none', 'desk@example.com', 'night@example.com'),
  tags: fc.constantFrom('{}', '{"team":"desk"}'),
}
const never = ['QT_TP_PCT', 'QT_PARTIAL_TP', 'QT_PAPER_BALANCE', 'quota', 'tags']
/** Two values may each be looser than the other. */
const eitherWay = [
  'QT_SYMBOLS',
  'QT_QUOTE_ASSETS',
  'QT_LADDER',
  'QT_SOURCES',
  'QT_PROTECTIONS',
  'region',
  'rule',
  'notify',
]

test('the looser of two values is the one that can lose more', () => {
  const looser: readonly (readonly [Name, string, string])[] = [
    ['QT_DEFAULT_LEVERAGE', '9', '30'],
    ['QT_CONFIDENCE_THRESHOLD', '0.72', '0.7'],
    ['QT_MIN_SENTIMENT', '0', '-0.2'],
    ['QT_SL_PCT', '0.02', '0.1'],
    ['QT_EMERGENCY_PCT', '0.03', '0.2'],
    ['QT_CHECK_INTERVAL', '5', '10'],
    ['QT_MAX_POSITIONS', '4', '10'],
    ['QT_MARGIN_FRACTION', '0.25', '0.3'],
    ['QT_MAX_MARGIN_PER_TRADE', '20', '5000'],
    ['QT_COOLDOWN_SECONDS', '300', '60'],
    ['QT_SIGNAL_MAX_AGE_SECONDS', '60', '100'],
    ['QT_MAX_DAILY_LOSS', '20', '100.5'],
    ['QT_KILL_SWITCH', 'on', 'off'],
    ['QT_MARGIN_MODE', 'isolated', 'cross'],
    ['QT_ADOPT', 'own', 'all'],
    ['QT_SYMBOLS', 'ETHUSDT,BTCUSDT', 'any'],
    ['QT_QUOTE_ASSETS', 'USDT', 'USDT,USDC'],
    ['QT_MIN_STOP_TICKS', '5', '1'],
    ['QT_MIN_STOP_SPREADS', '2', '1.5'],
    ['QT_LADDER', 'standard', 'fee-aware'],
    ['QT_LADDER', 'fee-aware', 'none'],
    ['QT_LADDER', 'standard', 'none'],
    ['QT_SOURCES', '{}', '{"tv":{"confidence":"0.8"}}'],
    ['QT_SOURCES', '{"tv":{"addresses":["203.0.113.7"]}}', '{"tv":{}}'],
    ['webhook', 'false', 'true'],
    ['sentinel', 'true', 'false'],
    ['rule', 'none', aRule('BTCUSDT')],
    ['rule', aRule('BTCUSDT'), aRule('ETHUSDT', 'BTC/USDT')],
    ['QT_SOURCES', '{"tv":{"confidence":"0.72"}}', '{"tv":{"confidence":"0.8","shape":"own"}}'],
    ['QT_SOURCES', '{"tv":{"opposite":"close"}}', '{"tv":{"opposite":"flip"}}'],
    ['QT_SOURCES', '{"toString":{}}', '{"toString":{"confidence":"0"}}'],
    ['QT_PROTECTIONS', '[{"method":"CooldownPeriod"}]', '[]'],
    ['QT_PROTECTIONS', '[{"method":"StoplossGuard","trade_limit":3}]', '[{"method":"StoplossGuard"}]'],
    ['QT_PAPER_TRADING', 'true', 'false'],
    ['STAGING_MODE', 'true', 'false'],
    ['egress', 'fixed', 'any'],
    ['reserve', 'true', 'false'],
    ['notify', channel('alarm', 'closed'), channel('closed')],
    ['notify', channel('emergency'), 'none'],
    ['alarmEmail', 'desk@example.com', 'none'],
  ]
  for (const [name, before, after] of looser) {
    expect(whyLooser(name, before, after), name).toEqual(expect.stringMatching(/\w/))
    expect(whyLooser(name, after, before), name).toBeUndefined()
  }
  const told = new Set([...looser.map(([name]) => name), ...never, 'region'])
  expect([...told].sort()).toEqual([...names].sort())
})

describe.each(names)('%s', name => {
  const value = said[name]

  test.prop([value, value, value])('has one consistent direction', (a, b, c) => {
    const looser = (before: string, after: string) => whyLooser(name, before, after) !== undefined
    expect(looser(a, a)).toBe(false)
    if (never.includes(name)) expect(looser(a, b)).toBe(false)
    if (!eitherWay.includes(name)) expect(looser(a, b) && looser(b, a)).toBe(false)
    // A change that is looser in two steps was looser in one of them: no way around.
    if (looser(a, c)) expect(looser(a, b) || looser(b, c)).toBe(true)
  })
})

test.prop([ladder, ladder, fc.integer({ min: 0, max: 25 })])(
  'a ladder that is not looser has no lower stop anywhere',
  (before, after, tenths) => {
    if (whyLooser('QT_LADDER', JSON.stringify(before), JSON.stringify(after))) return
    const lock = (tiers: Ladder) => {
      const reached = tiers[tiersReached(tiers, dec(tenths).div(10)) - 1]?.stop
      return reached === undefined ? -1 : reached === 'break-even' ? 0 : Number(reached.lock)
    }
    expect(lock(after)).toBeGreaterThanOrEqual(lock(before))
  },
)

const settings = fc.record({ ...said, QT_LADDER: fc.constant(presetOf('QT_LADDER')) })
const judged = { ...said, QT_LADDER: fc.constant(presetOf('QT_LADDER')) }
const account = fc.record({
  slots: whole(0, 4),
  worstLoss: fc.integer({ min: 0, max: 90 }),
  net: fc.integer({ min: -300, max: 50 }),
  closedSecondsAgo: fc.integer({ min: 0, max: 700 }),
  trades: fc.array(
    fc.record({
      symbol: fc.constantFrom('ETHUSDT', 'BTCUSDT'),
      side: fc.constantFrom('long', 'short'),
      closedAt: fc.integer({ min: 0, max: 16 }).map(ago => now - ago * 60_000),
      profit: share(-3, 3),
      stopped: flag,
    }),
    { maxLength: 7 },
  ),
})
const signal = fc.record({ confidence: share(), ageSeconds: fc.integer({ min: 0, max: 100 }) })

/** The second of two random values is kept only if it loosens nothing. */
const tightened = fc.tuple(settings, fc.record(judged, { requiredKeys: [] })).map(([before, change]) => {
  const after: Record<string, string> = { ...before }
  for (const [name, value] of Object.entries(change)) {
    if (whyLooser(name as Name, after[name] ?? '', value) === undefined) after[name] = value
  }
  return [before, after] as const
})

test.prop([tightened, account, signal, fc.constantFrom('ETHUSDT', 'BTCUSDT', 'XRPUSDT')])(
  'settings that are not looser accept no entry that was rejected, and take no more margin',
  ([before, after], { slots, worstLoss, net, closedSecondsAgo, trades }, {
    confidence,
    ageSeconds,
  }, symbol) => {
    expect(loosenings(effective('paper', before, {}), effective('paper', after, {}))).toEqual([])
    const open = Array.from({ length: Number(slots) }, (_, n) => [
      `S${n}USDT`,
      { positionId: `p${n}`, side: 'long' as const, worstLoss: String(worstLoss) },
    ])
    const found = anAccount({
      slots: Object.fromEntries(open),
      lastClosed: { [symbol]: now - closedSecondsAgo * 1000 },
      day: { date: '2025-02-03', net: String(net) },
      trades: trades
        .toSorted((a, b) => a.closedAt - b.closedAt)
        .map(({ stopped, ...trade }, n) => ({ ...trade, id: `t${n}`, ...(stopped && { stopped }) })),
    })
    const message = aSignal({ symbol, confidence, at: now - ageSeconds * 1000 })
    const entry = { ...message, action: 'BUY' as const }
    const judge = (texts: Readonly<Record<string, string>>) => {
      const { QT_EMERGENCY_PCT: _, QT_SL_PCT: __, QT_TP_PCT: ___, ...sound } = texts
      const rules = { ...ethRules, symbol }
      const asked = loadConfiguration({ ...onlySettings(sound), STAGING_MODE: 'true' })
      const refusal =
        refuseSignal(message, asked, now) ??
        refuseEntry(entry, found, asked, now) ??
        refuseSymbol(symbol, rules, asked, now)
      return { refused: refusal !== undefined, margin: marginOf('1000', asked) }
    }
    const [then, since] = [judge(before), judge(after)]
    if (then.refused) expect(since.refused).toBe(true)
    expect(since.margin.lte(then.margin)).toBe(true)
  },
)

const onlySettings = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).filter(([name]) => /^[A-Z]/.test(name)))
