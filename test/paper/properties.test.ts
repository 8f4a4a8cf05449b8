import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { heldPositions, positionOf, positionSideOf } from '#paper/core/positions.ts'
import type { VenueLedger } from '#paper/ledger.ts'
import type { HedgeSide, SymbolRecord } from '#paper/records.ts'
import { type Bench, bench } from './builder.ts'

/**
 * Whatever is sent and however the market moves:
 * 1. wallet = deposit + realised PnL − fees + funding + clearance, and the books' lines add up to the same;
 * 2. no order executes more than it asked for, and its trades are its execution;
 * 3. at most one closePosition stop and one closePosition take-profit per direction are live;
 * 4. a reduce-only order never turns or opens a position;
 * 5. prices lie on the tick, quantities on the step;
 * 6. closed is closed: no order is both live and in the history, no id is given twice;
 * 7. hedge mode's sides keep their direction;
 * 8. closePosition orders and resting reduce-only orders live only beside a position that they close.
 */

type Side = 'BUY' | 'SELL'
type Mode = 'one-way' | 'hedge'
type Act =
  | { readonly kind: 'tick'; readonly bps: number; readonly volume: number; readonly funding: boolean }
  | {
      readonly kind: 'market'
      readonly side: Side
      readonly positionSide: HedgeSide
      readonly lots: number
      readonly reduceOnly: boolean
    }
  | {
      readonly kind: 'limit'
      readonly side: Side
      readonly positionSide: HedgeSide
      readonly lots: number
      readonly bps: number
      readonly timeInForce: string
      readonly reduceOnly: boolean
    }
  | {
      readonly kind: 'algo'
      readonly side: Side
      readonly positionSide: HedgeSide
      readonly lots: number
      readonly bps: number
      readonly type: string
      readonly closePosition: boolean
      readonly reduceOnly: boolean
    }
  | { readonly kind: 'cancel'; readonly book: '/v1/allOpenOrders' | '/v1/algoOpenOrders' }

/** Runs begin with a long position, so that most of what follows is about an exit. */
const side = fc.constantFrom<Side>('SELL', 'SELL', 'SELL', 'BUY')
const positionSide = fc.constantFrom<HedgeSide>('LONG', 'SHORT')
const lots = fc.integer({ min: 1, max: 60 })
const bps = fc.integer({ min: -60, max: 60 })
const distanceBps = fc.integer({ min: 1, max: 40 })

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      bps,
      volume: fc.integer({ min: 0, max: 20 }),
      funding: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('market' as const),
      side,
      positionSide,
      lots,
      reduceOnly: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      side,
      positionSide,
      lots,
      bps,
      timeInForce: fc.constantFrom('GTC', 'IOC', 'FOK', 'GTX'),
      reduceOnly: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('algo' as const),
      side,
      positionSide,
      lots,
      bps: distanceBps,
      type: fc.constantFrom('STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET'),
      closePosition: fc.boolean(),
      reduceOnly: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cancel' as const),
      book: fc.constantFrom('/v1/allOpenOrders' as const, '/v1/algoOpenOrders' as const),
    }),
  },
)

const SYMBOL = { symbol: 'BTCUSDT' }
const quantityOf = (count: number) => dec(count).times('0.005').toFixed(3)
const near = (price: number, offsetBps: number) =>
  (Math.round(price * (1 + offsetBps / 10_000) * 10) / 10).toFixed(1)

async function perform(
  of: Bench,
  acts: readonly Act[],
  mode: Mode,
  afterEach?: () => Promise<void>,
): Promise<void> {
  let price = 60_000
  for (const each of acts) {
    await afterEach?.()
    if (each.kind === 'tick') {
      price = Number(near(price, each.bps))
      of.tick({
        last: String(price),
        mark: near(price, each.bps / 8),
        volume: String(each.volume),
        ...(each.funding && { fundingRate: '0.0001' }),
      })
    } else await request(of, each, price, mode)
  }
}

async function request(
  of: Bench,
  each: Exclude<Act, { kind: 'tick' }>,
  price: number,
  mode: Mode,
): Promise<void> {
  if (each.kind === 'cancel') {
    await of.send('DELETE', each.book, SYMBOL)
    return
  }
  const { reduceOnly, positionSide } = each
  const place = mode === 'hedge' ? { positionSide } : {}
  const reduces = mode === 'hedge' ? {} : { reduceOnly }
  const terms = { ...SYMBOL, side: each.side, ...place }
  const quantity = quantityOf(each.lots)
  if (each.kind === 'market')
    await of.send('POST', '/v1/order', { ...terms, ...reduces, type: 'MARKET', quantity })
  if (each.kind === 'limit') {
    const { timeInForce } = each
    const limit = { type: 'LIMIT', timeInForce, quantity, price: near(price, each.bps) }
    await of.send('POST', '/v1/order', { ...terms, ...reduces, ...limit })
  }
  if (each.kind === 'algo') {
    const { closePosition, type } = each
    const limit = type === 'STOP' || type === 'TAKE_PROFIT'
    const above = (each.side === 'SELL') === type.startsWith('TAKE')
    const level = near(price, above ? each.bps : -each.bps)
    await of.send('POST', '/v1/algoOrder', {
      ...terms,
      algoType: 'CONDITIONAL',
      type,
      triggerPrice: level,
      workingType: 'MARK_PRICE',
      ...(closePosition ? { closePosition } : { quantity, ...reduces }),
      ...(limit && { price: level }),
    })
  }
}

interface Seen {
  readonly record: SymbolRecord
  readonly ledger: VenueLedger
  readonly wallet: string
}

async function look(of: Bench): Promise<Seen> {
  const ledger = await of.venue.ledger('BTCUSDT')
  const wallet = (await of.send('GET', '/v3/account')).body.totalWalletBalance
  const record = (await of.store.symbols(['BTCUSDT'])).get('BTCUSDT')?.value
  if (record === undefined) throw new Error('Expected the symbol to have been touched')
  return { record, ledger, wallet }
}

function walletAddsUp({ ledger, wallet }: Seen): void {
  const parts = [
    '10000',
    ...ledger.trades.flatMap(trade => [trade.realizedPnl, dec(trade.commission).negated()]),
    ...ledger.income.map(each => each.income),
  ]
  expect(wallet).toBe(sum(parts).toFixed(8))
}

function ordersExecuteTheirTrades({ ledger }: Seen): void {
  for (const order of ledger.orders) {
    const traded = sum(ledger.trades.filter(trade => trade.orderId === order.orderId).map(trade => trade.qty))
    expect(order.executedQty).toBe(traded.toFixed())
    expect(traded.lte(order.origQty)).toBe(true)
  }
}

function closePositionIsUnique({ record }: Seen): void {
  const kinds = record.algoOrders
    .filter(algo => algo.closePosition)
    .map(
      algo =>
        `${algo.side} ${positionSideOf(algo)} ${algo.orderType.startsWith('TAKE') ? 'take-profit' : 'stop'}`,
    )
  expect(new Set(kinds).size).toBe(kinds.length)
}

function reduceOnlyReduces({ ledger }: Seen): void {
  const reducing = new Set(ledger.orders.filter(order => order.reduceOnly).map(order => order.orderId))
  for (const trades of Map.groupBy(ledger.trades, positionSideOf).values()) {
    let held = dec(0)
    for (const trade of trades) {
      const after = dec(trade.positionAfter)
      if (reducing.has(trade.orderId)) {
        expect(after.abs().lt(held.abs())).toBe(true)
        expect(after.isZero() || after.isPositive() === held.isPositive()).toBe(true)
      }
      held = after
    }
  }
}

/** Hedge mode's long position is never short, its short one never long, and no order of it is one-way. */
function sidesAreKept({ record, ledger }: Seen, mode: Mode): void {
  expect(ledger.orders.every(order => (positionSideOf(order) === 'BOTH') === (mode === 'one-way'))).toBe(true)
  for (const { side, position } of heldPositions(record))
    if (side !== 'BOTH') expect(dec(position.quantity).isPositive()).toBe(side === 'LONG')
}

function everythingFitsTheFilters({ ledger }: Seen): void {
  for (const trade of ledger.trades) {
    expect(dec(trade.price).mod('0.1').isZero()).toBe(true)
    expect(dec(trade.qty).mod('0.001').isZero()).toBe(true)
  }
}

function idsAreGivenOnce({ ledger }: Seen): void {
  for (const ids of [
    ledger.orders.map(order => order.orderId),
    ledger.algoOrders.map(algo => algo.algoId),
    ledger.trades.map(trade => trade.id),
  ])
    expect(new Set(ids).size).toBe(ids.length)
}

/** A triggered closePosition order on its way may find its position gone; it expires at the next step. */
function exitsLiveWithTheirPosition({ record }: Seen): void {
  const exits = [
    ...record.algoOrders.filter(algo => algo.closePosition && algo.algoStatus === 'NEW'),
    ...record.orders.filter(order => order.reduceOnly),
  ]
  for (const exit of exits) {
    const { quantity } = positionOf(record, positionSideOf(exit))
    const closing = dec(quantity).isPositive() ? 'SELL' : 'BUY'
    expect([quantity === '0', exit.side]).toEqual([false, closing])
  }
}

const acts = fc.array(act, { minLength: 5, maxLength: 60 })
const marginType = fc.constantFrom('ISOLATED', 'CROSSED')

interface Account {
  readonly marginType: string
  readonly mode: Mode
  readonly rejectOversizedReduceOnly: boolean
}

const account: fc.Arbitrary<Account> = fc.record({
  marginType,
  mode: fc.constantFrom<Mode>('one-way', 'hedge'),
  rejectOversizedReduceOnly: fc.boolean(),
})

/** Deep and thin books, both margin types, both position modes. */
async function play(
  all: readonly Act[],
  { marginType, mode, rejectOversizedReduceOnly }: Account,
  watch?: (seen: Seen) => void,
): Promise<Seen> {
  const impact = { depthPerBp: '0.5', depthFloorQuote: '20000' }
  const of = bench({ settings: { impact, rejectOversizedReduceOnly } })
  if (mode === 'hedge') await of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType })
  const entry = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }
  await of.send('POST', '/v1/order', mode === 'hedge' ? { ...entry, positionSide: 'LONG' } : entry)
  await perform(of, all, mode, watch && (async () => watch(await look(of))))
  return look(of)
}

describe('whatever is sent and however the market moves', () => {
  test.prop([acts, account], { numRuns: 250 })('the books are right', async (all, settings) => {
    const seen = await play(all, settings)
    walletAddsUp(seen)
    ordersExecuteTheirTrades(seen)
    closePositionIsUnique(seen)
    reduceOnlyReduces(seen)
    sidesAreKept(seen, settings.mode)
    everythingFitsTheFilters(seen)
    idsAreGivenOnce(seen)
    exitsLiveWithTheirPosition(seen)
  })

  test.prop([acts, account], { numRuns: 30 })(
    'the wallet is deposits + realised − fees + funding at every moment',
    async (all, settings) => {
      walletAddsUp(await play(all, settings, walletAddsUp))
    },
  )

  test.prop([acts, account], { numRuns: 30 })('the same happens twice', async (all, settings) => {
    const [first, second] = [await play(all, settings), await play(all, settings)]
    expect(first).toEqual(second)
  })
})
