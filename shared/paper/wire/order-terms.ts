import type { Dec } from '#domain/decimal.ts'
import type { PriceMatch, TimeInForce } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Params } from './params.ts'

const TIMES_IN_FORCE: readonly TimeInForce[] = ['GTC', 'IOC', 'FOK', 'GTX', 'GTD']
const PRICE_MATCHES: readonly (PriceMatch | 'NONE')[] = [
  'NONE',
  ...(['OPPONENT', 'OPPONENT_5', 'OPPONENT_10', 'OPPONENT_20'] as const),
  ...(['QUEUE', 'QUEUE_5', 'QUEUE_10', 'QUEUE_20'] as const),
]

/** A GTD order lives at least this long, and at most until the last second of the year 9999. */
const SHORTEST_GTD_MS = 600_000
const LATEST_GTD = 253_402_300_799_000

/** How an order's price is found, and how long it lives. */
export interface OrderTerms {
  /** Absent with a price match, or if no price is needed. */
  readonly price: Dec | undefined
  readonly priceMatch: PriceMatch | undefined
  readonly timeInForce: TimeInForce | undefined
  /** With GTD; ms, whole seconds. */
  readonly goodTillDate: number | undefined
}

/** The order's price and time in force; `at` is venue time. Throws -1102, -1106, -1115, -5037 or -5040. */
export function readOrderTerms(params: Params, at: number): OrderTerms {
  const timeInForce = params.oneOf('timeInForce', TIMES_IN_FORCE, -1115)
  return { ...readPrice(params), timeInForce, goodTillDate: readGoodTill(params, timeInForce, at) }
}

/** The limit price, or where in the book to find it; never both (-1106). */
export function readPrice(params: Params): Pick<OrderTerms, 'price' | 'priceMatch'> {
  const price = params.decimal('price')
  const priceMatch = readPriceMatch(params)
  if (price !== undefined && priceMatch !== undefined) throw refuse(-1106, 'price')
  return { price, priceMatch }
}

function readPriceMatch(params: Params): PriceMatch | undefined {
  const match = params.oneOf('priceMatch', PRICE_MATCHES, -5037)
  return match === 'NONE' ? undefined : match
}

function readGoodTill(params: Params, timeInForce: TimeInForce | undefined, at: number): number | undefined {
  // Clients send 0 if there is none.
  const given = params.integer('goodTillDate') || undefined
  if (timeInForce !== 'GTD') {
    if (given !== undefined) throw refuse(-1106, 'goodtilldate')
    return undefined
  }
  if (given === undefined) throw refuse(-1102, 'goodtilldate')
  if (given <= at + SHORTEST_GTD_MS || given >= LATEST_GTD) throw refuse(-5040)
  return Math.floor(given / 1000) * 1000
}
