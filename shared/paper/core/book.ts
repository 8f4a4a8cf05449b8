import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { PriceStep } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'

const BPS = dec(10_000)

export interface Touch {
  readonly bid: Dec
  readonly ask: Dec
}

/** Best bid and ask on the tick. Their spread is at least max(1 tick, the floor in bps), whatever the feed says. */
export function touchOf(step: PriceStep, rules: SymbolRules, settings: PaperSettings): Touch {
  const bid = toMultiple(dec(step.bid), rules.tickSize, 'down')
  const ask = toMultiple(dec(step.ask), rules.tickSize, 'up')
  const middle = bid.plus(ask).div(2)
  const floor = middle.times(settings.spreadFloorBps).div(BPS)
  const least = floor.gt(rules.tickSize) ? floor : rules.tickSize
  if (ask.minus(bid).gte(least)) return { bid, ask }
  return {
    bid: toMultiple(middle.minus(least.div(2)), rules.tickSize, 'down'),
    ask: toMultiple(middle.plus(least.div(2)), rules.tickSize, 'up'),
  }
}

/** Base asset that rests in each basis point of one side of the book at this step. */
export function depthPerBp(step: PriceStep, settings: PaperSettings): Dec {
  const traded = dec(step.volume).times(settings.impact.depthPerBp)
  const floor = dec(settings.impact.depthFloorQuote).div(step.last)
  return traded.gt(floor) ? traded : floor
}

export interface Slice {
  readonly price: Dec
  readonly quantity: Dec
}

export interface BookRequest {
  readonly side: OrderSide
  readonly quantity: Dec
  /** Worst price accepted; a market order's is the touch ± marketTakeBound. */
  readonly limit: Dec | undefined
  /** LOT_SIZE step: a part that the book cannot fill in whole steps stays unfilled. */
  readonly quantityStep: Dec
}

/**
 * What a taker gets: one basis point's depth at the touch, then the same depth in each further basis point. Returns
 * at most two slices: the touch, and the rest at its average price, rounded against the taker. Returns less than was
 * asked for if the limit is reached first.
 */
export function takeFromBook(
  request: BookRequest,
  step: PriceStep,
  taken: SymbolRecord['taken'],
  rules: SymbolRules,
  settings: PaperSettings,
): readonly Slice[] {
  const { side } = request
  const touch = touchOf(step, rules, settings)
  const best = side === 'BUY' ? touch.ask : touch.bid
  const outward = side === 'BUY' ? 1 : -1
  const limit = request.limit ?? best.times(dec(1).plus(rules.marketTakeBound.times(outward)))
  const roomBps = limit.minus(best).times(outward).div(best).times(BPS)
  if (roomBps.lt(0)) return []

  const depth = depthPerBp(step, settings)
  const start = taken.time === step.time ? dec(taken[side]) : dec(0)
  const available = depth.times(roomBps.plus(1)).minus(start)
  const quantity = filledBy(available, request.quantity, request.quantityStep)
  if (quantity.lte(0)) return []

  const atTouch = filledBy(larger(depth.minus(start), dec(0)), quantity, request.quantityStep)
  const rest = quantity.minus(atTouch)
  const slices: Slice[] = atTouch.gt(0) ? [{ price: best, quantity: atTouch }] : []
  if (rest.gt(0)) {
    const middleOfRest = larger(start.plus(atTouch), depth).plus(start.plus(quantity)).div(2)
    const bps = larger(middleOfRest.minus(depth).div(depth), dec(0))
    const average = best.times(dec(1).plus(bps.times(outward).div(BPS)))
    const worse = toMultiple(average, rules.tickSize, side === 'BUY' ? 'up' : 'down')
    slices.push({ price: side === 'BUY' ? smaller(worse, limit) : larger(worse, limit), quantity: rest })
  }
  return onTick(slices, rules)
}

/**
 * The quantity of an order that liquidity fills: all that is wanted, or as many whole steps as there are. The whole
 * may not be a multiple of the step, which may have grown since the order or the position was made.
 */
export const filledBy = (liquidity: Dec, wanted: Dec, quantityStep: Dec): Dec =>
  wanted.lte(liquidity) ? wanted : toMultiple(liquidity, quantityStep, 'down')

/** A market order's price bound may lie off the tick; a trade's price must not. */
const onTick = (slices: readonly Slice[], rules: SymbolRules): readonly Slice[] =>
  slices.map(slice => ({ ...slice, price: toMultiple(slice.price, rules.tickSize, 'down') }))

const smaller = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b)
const larger = (a: Dec, b: Dec): Dec => (a.gt(b) ? a : b)

/** The liquidity taken from this side after a fill of `quantity` at `time`. */
export function noteTaken(
  taken: SymbolRecord['taken'],
  side: OrderSide,
  quantity: Dec,
  time: number,
): SymbolRecord['taken'] {
  const before = taken.time === time ? taken : { time, BUY: '0', SELL: '0' }
  return { ...before, [side]: dec(before[side]).plus(quantity).toFixed() }
}
