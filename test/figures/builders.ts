import { fc } from '@fast-check/vitest'
import { dec } from '#domain/decimal.ts'
import type { Period } from '#figures/period.ts'
import type { ClosedTrade } from '#figures/trade.ts'

export const dayMs = 86_400_000
/** 2025-02-03T00:00:00Z */
export const start = 1_738_540_800_000

/** A minute's trade on a margin of 100 with this net result, without costs. */
export const aTrade = (net: string, change: Partial<ClosedTrade> = {}): ClosedTrade => ({
  openedAt: start,
  closedAt: start + 60_000,
  symbol: 'ETHUSDT',
  side: 'long',
  source: 'tft',
  leverage: 30,
  tier: 0,
  reason: 'stop-hit',
  exit: 'first-stop',
  margin: '100',
  gross: net,
  fees: '0',
  funding: '0',
  net,
  slippage: '0',
  slippageCost: '0',
  ...change,
})

/** Trades one after the other, an hour each. */
export const trades = (...nets: readonly string[]): readonly ClosedTrade[] =>
  nets.map((net, index) =>
    aTrade(net, { openedAt: start + index * 3_600_000, closedAt: start + (index + 1) * 3_600_000 }),
  )

export const aPeriod = (change: Partial<Period> = {}): Period => ({
  from: start,
  to: start + dayMs,
  startingBalance: '10000',
  trades: [],
  refused: [],
  ...change,
})

const cents = (least: number, most: number) =>
  fc.integer({ min: least * 100, max: most * 100 }).map(value => dec(value).div(100).toFixed(2))

/** Any trade within ten days. */
const anyTrade: fc.Arbitrary<ClosedTrade> = fc
  .record({
    openedAt: fc.integer({ min: start, max: start + 9 * dayMs }),
    ms: fc.integer({ min: 0, max: dayMs }),
    symbol: fc.constantFrom('ETHUSDT', 'SOLUSDT', 'XRPUSDT'),
    side: fc.constantFrom('long' as const, 'short' as const),
    source: fc.constantFrom('tft', 'xgboost', 'rule_fallback_rsi'),
    leverage: fc.constantFrom(5, 10, 30),
    tier: fc.integer({ min: 0, max: 5 }),
    exit: fc.constantFrom('first-stop' as const, 'take-profit' as const, 'signal' as const),
    margin: cents(1, 500),
    gross: cents(-200, 200),
    fees: cents(0, 5),
    funding: cents(-1, 1),
    slippageCost: cents(-1, 1),
  })
  .map(({ ms, ...trade }) => ({
    ...trade,
    closedAt: trade.openedAt + ms,
    reason: trade.exit === 'first-stop' ? 'stop-hit' : trade.exit,
    net: dec(trade.gross).minus(trade.fees).plus(trade.funding).toFixed(),
    slippage: '0.0001',
  }))

export const anyTrades = fc.array(anyTrade, { maxLength: 40 })
/** The same trades, in another order. */
export const anyTradesTwice = anyTrades.chain(some =>
  fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
)
