import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Verdict } from '#ports/state.ts'
import { askedAndDone, type Recorded } from '../../infra/operator/explain/asked-and-done.ts'
import { broken, pointsText } from '../../infra/operator/explain/points-text.ts'
import { ethRules } from '../domain/market.ts'
import { aPosition } from '../table/a-position.ts'

// A long of 1 ETH at 2500 with 10x: 1 % of the margin is 2.5 in price.
const position = aPosition({
  state: 'open',
  leverage: 10,
  requestedLeverage: 10,
  entryPrice: '2500',
  entryQuantity: '1',
  protection: { ...aPosition().protection, level: '2495' },
})
const at = position.signalAt

const message = {
  symbol: 'ETH/USDT',
  action: 'BUY',
  confidence: 0.83,
  source: 'xgboost',
  timestamp: at,
}
const fresh = { settings: { confidenceThreshold: '0.72' } }

const verdictOn = (change: Readonly<Record<string, unknown>> = {}, rule = 'admit-signal'): Verdict => ({
  signalId: position.signalId,
  verdict: 'accepted',
  message: JSON.stringify({ ...message, ...change }),
  messageHash: '',
  messageId: '',
  decisions: [{ rule, inputs: JSON.stringify(fresh), outcome: 'null' }],
  at,
})

/** As the executor records it; 1000 are free, of which a quarter buys 1 ETH at 10x. */
const journalOf = ({ stop = '2495', takeProfit = '2507.5', free = '1000' } = {}) => [
  {
    at,
    event: 'entry-planned',
    rule: 'plan-entry',
    inputs: JSON.stringify({
      quote: { bid: '2499.9', ask: '2500', last: '2500', mark: '2500' },
      freeBalance: free,
      limits: { marginFraction: '0.25', maxMarginPerTrade: '5000' },
      rules: ethRules,
    }),
    outcome: '{}',
  },
  { at, event: 'entry-filled', stop },
  {
    at,
    event: 'take-profits-planned',
    rule: 'plan-rungs',
    inputs: '{}',
    outcome: JSON.stringify([{ tier: 0, triggerPrice: takeProfit, quantity: '0.5', state: 'waiting' }]),
  },
]

const pointsOf = (change: Partial<Recorded> = {}, of: Partial<Position> = {}) =>
  askedAndDone({
    position: { ...position, ...of },
    journal: journalOf(),
    judged: verdictOn(),
    intervalMs: 10_000,
    now: at + 60_000,
    ...change,
  })
const brokenIn = (...given: Parameters<typeof pointsOf>) => broken(pointsOf(...given)).map(({ what }) => what)

test('a position that is as its signal asked holds in every point', () => {
  const points = pointsOf()
  expect(points.map(({ what }) => what)).toEqual([
    'side',
    'confidence',
    'leverage',
    'quantity',
    'first stop',
    'first take-profit',
  ])
  expect(points.map(({ held }) => held)).not.toContain(false)
  expect(pointsText(points)).toMatch(/✓ P10 first stop +asked 2495, 2\.00 % of margin; done 2495/)
})

test.each([
  ['side', { judged: verdictOn({ action: 'SELL' }) }],
  ['side', { judged: verdictOn({ symbol: 'BTCUSDT' }) }],
  ['confidence', { judged: verdictOn({ confidence: 0.7 }) }],
  // The rule's name in 0.1.0.
  ['confidence', { judged: verdictOn({ confidence: 0.7 }, 'refuse-signal') }],
  ['leverage', { judged: verdictOn({ leverage: 5 }) }],
  ['quantity', { journal: journalOf({ free: '999' }) }],
  ['first stop', { journal: journalOf({ stop: '2475' }) }],
  ['first stop', { judged: verdictOn({ stopLossPct: 0.01 }) }],
  ['first take-profit', { journal: journalOf({ takeProfit: '2507.52' }) }],
  ['first take-profit', { judged: verdictOn({ takeProfitPct: 0.04 }) }],
] satisfies [string, Partial<Recorded>][])(
  'qt explain names a %s that the signal did not ask for: %#',
  (what, change) => {
    expect(brokenIn(change)).toEqual([what])
    expect(pointsText(pointsOf(change))).toContain(`! P10 ${what}`)
  },
)

test('a short has its stop above and its take-profit below', () => {
  const short = {
    side: 'short',
    entry: { ...position.entry, touchPrice: '2499.9' },
    entryPrice: '2499.9',
  } as const
  const stop = dec('2499.9').times('1.002').toFixed()
  const journal = journalOf({ stop, takeProfit: dec('2499.9').times('0.997').toFixed() })
  expect(brokenIn({ judged: verdictOn({ action: 'SELL' }), journal }, short)).toEqual([])
  expect(brokenIn({ judged: verdictOn({ action: 'SELL' }) }, short)).toEqual([
    'first stop',
    'first take-profit',
  ])
})

const wish = { reason: 'signal', at: at + 10_000, signalId: 's2' } as const
const sentAt = (later: number) => [...journalOf(), { at: wish.at + later, event: 'close-sent' }]

test('an accepted CLOSE counts as done in time, late, or not yet', () => {
  const closes = (change: Partial<Recorded>, of: Partial<Position> = {}) =>
    pointsOf({ closeWish: wish, ...change }, of).filter(({ promise }) => promise === 'heard')
  expect(closes({ journal: sentAt(29_000) })).toMatchObject([{ what: 'close', held: true }])
  expect(closes({ journal: sentAt(31_000) })).toMatchObject([{ what: 'close', held: false }])
  expect(closes({}, { closedAt: wish.at + 5_000 })).toMatchObject([{ held: true }])
  expect(closes({ now: wish.at + 30_000 })).toMatchObject([{ done: 'no exit yet', held: undefined }])
  expect(closes({ now: wish.at + 30_001 })).toMatchObject([{ done: 'no exit yet', held: false }])
})

test.each([
  ['a position that was taken over', undefined],
  ['a message that was cut short', { ...verdictOn(), message: '{"symbol":"ETHUS' }],
])('for %s qt explain says that the signal’s wish is not known', (_, judged) => {
  const points = askedAndDone({
    position,
    journal: journalOf(),
    ...(judged && { judged }),
    intervalMs: 10_000,
    now: at,
  })
  expect(points).toEqual([])
  expect(pointsText(points)).toContain('is not in the table')
})

test('an unfilled entry has nothing to compare', () => {
  const { entryPrice: _, ...unfilled } = position
  expect(
    askedAndDone({ position: unfilled, journal: [], judged: verdictOn(), intervalMs: 10_000, now: at }),
  ).toEqual([])
})
