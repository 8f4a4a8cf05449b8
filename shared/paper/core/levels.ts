import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { PriceStep } from '../ports.ts'
import type { PriceMatch } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { depthPerBp, touchOf } from './book.ts'
import type { Venue } from './context.ts'

/** The quantity at one price of a side of the book. */
export interface Level {
  readonly price: Dec
  readonly quantity: Dec
}

/**
 * The best levels of one side of the book, as market orders meet it: one basis point's depth at the touch and the
 * same in each further basis point, shown at the tick where that basis point ends. If a tick is wider than a basis
 * point, several share one price.
 */
export function bookLevels(
  book: 'bids' | 'asks',
  count: number,
  step: PriceStep,
  rules: SymbolRules,
  settings: PaperSettings,
): readonly Level[] {
  const touch = touchOf(step, rules, settings)
  const best = book === 'asks' ? touch.ask : touch.bid
  const outward = book === 'asks' ? 1 : -1
  const depth = toMultiple(depthPerBp(step, settings), rules.lot.step, 'down')
  const levels = new Map<string, Level>()
  for (let bps = 0; levels.size <= count && bps < 10_000; bps++) {
    const price = toMultiple(
      best.times(dec(1).plus(dec(bps * outward).div(10_000))),
      rules.tickSize,
      outward === 1 ? 'up' : 'down',
    )
    if (price.lt(rules.minPrice) || price.gt(rules.maxPrice)) break
    const text = price.toFixed(rules.pricePrecision)
    levels.set(text, { price, quantity: (levels.get(text)?.quantity ?? dec(0)).plus(depth) })
  }
  return [...levels.values()].slice(0, count)
}

/**
 * The price that a price-match order takes from the book: from its own side (QUEUE) or the other one (OPPONENT), the
 * best or the 5th, 10th or 20th. Undefined if the book is not that deep.
 */
export function matchedPrice(
  match: PriceMatch,
  side: OrderSide,
  step: PriceStep,
  { rules, settings }: Pick<Venue, 'rules' | 'settings'>,
): Dec | undefined {
  const [whose, place = '1'] = match.split('_')
  const book = (side === 'BUY') === (whose === 'QUEUE') ? 'bids' : 'asks'
  return bookLevels(book, Number(place), step, rules, settings)[Number(place) - 1]?.price
}

/** The limit price, given or taken from the book; throws -5041 if the book is not deep enough. */
export function limitPrice<P extends Dec | undefined>(
  asked: { readonly side: OrderSide; readonly price: P; readonly priceMatch?: PriceMatch | undefined },
  step: PriceStep,
  venue: Venue,
): P | Dec {
  if (asked.priceMatch === undefined) return asked.price
  const found = matchedPrice(asked.priceMatch, asked.side, step, venue)
  if (found === undefined) throw refuse(-5041)
  return found
}
