import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderRecord } from '#paper/records.ts'
import { quoteOf, touchOf } from './quotes.ts'
import { type Asked, bodyOf } from './testimony.ts'

interface Entered {
  readonly entry: OrderRecord
  readonly sign: 1 | -1
  /** The sending invocation's requests, before the entry and after it. */
  readonly before: readonly Asked[]
  readonly after: readonly Asked[]
  /** Whether the first take-profit offered was computed from that price. */
  readonly isOfferedFrom: (price: Dec) => boolean
}

/**
 * The price from which a position is measured: that of its entry alone, whatever others added, with the 12 places
 * that the exchange shows. As long as the exchange shows neither the entry's trades nor the position, no function can
 * know it: an executor that goes on then measures from the touch at which it planned the entry, and so do all later
 * functions. The first take-profit shows which price a silent executor used.
 */
export function entryPriceOf({ entry, sign, before, after, isOfferedFrom }: Entered): Dec {
  const filledAt = dec(entry.cumQuote).div(entry.executedQty).toDecimalPlaces(12)
  const quote = quoteOf(before, entry.symbol)
  if (!quote) return filledAt
  const touch = touchOf(quote, sign)
  // The first stop leaves before its sender reads with which price it goes on.
  const reading = after.slice(after.findIndex(({ name }) => name === 'POST algoOrder') + 1)
  const lookedAt = Math.max(...shows.map(name => answeredAt(reading, name)))
  const wentOnAt = after.find(({ name, sentAt }) => name === 'POST algoOrder' && sentAt >= lookedAt)?.sentAt
  if (lookedAt === Number.POSITIVE_INFINITY || isShown(after, entry, wentOnAt)) return filledAt
  return wentOnAt !== undefined || isOfferedFrom(touch) ? touch : filledAt
}

const answeredAt = (after: readonly Asked[], name: string): number =>
  after.find(each => each.name === name && each.answer)?.answer?.at ?? Number.POSITIVE_INFINITY

/** Whether the sender saw anything with its price before it went on. */
const isShown = (after: readonly Asked[], entry: OrderRecord, until = Number.POSITIVE_INFINITY): boolean =>
  after
    .filter(({ name, sentAt }) => shows.includes(name) && sentAt < until)
    .map(each => bodyOf<readonly Row[]>(each))
    .flatMap(read => (Array.isArray(read) ? read : []))
    .some(row => tells(row, entry))

const shows = ['GET userTrades', 'GET positionRisk']

interface Row {
  readonly symbol: string
  readonly orderId?: number
  readonly positionAmt?: string
}

const tells = ({ symbol, orderId, positionAmt }: Row, entry: OrderRecord): boolean =>
  symbol === entry.symbol && (String(orderId) === String(entry.orderId) || Number(positionAmt ?? 0) !== 0)
