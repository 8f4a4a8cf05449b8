import fc from 'fast-check'
import { dec } from '#domain/decimal.ts'
import type { HedgeSide } from '#paper/records.ts'
import type { Bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'

type Side = 'BUY' | 'SELL'
export type Mode = 'one-way' | 'hedge'
export type Act =
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

/** Runs begin with a long position, so that most of the following acts concern an exit. */
const side = fc.constantFrom<Side>('SELL', 'SELL', 'SELL', 'BUY')
const positionSide = fc.constantFrom<HedgeSide>('LONG', 'SHORT')
const lots = fc.integer({ min: 1, max: 60 })
const bps = fc.integer({ min: -60, max: 60 })
const distanceBps = fc.integer({ min: 1, max: 40 })

export const act: fc.Arbitrary<Act> = fc.oneof(
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

const quantityOf = (count: number) => dec(count).times('0.005').toFixed(3)
const near = (price: number, offsetBps: number) =>
  (Math.round(price * (1 + offsetBps / 10_000) * 10) / 10).toFixed(1)

export async function perform(
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
