import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderRecord } from '#paper/records.ts'
import { quoteOf, touchOf } from './quotes.ts'
import { type Asked, bodyOf } from './testimony.ts'

interface Entered {
  readonly entry: OrderRecord
  readonly sign: 1 | -1
  /** What the invocation asked that sent the entry, until then and afterwards. */
  readonly before: readonly Asked[]
  readonly after: readonly Asked[]
  /** Whether the first take-profit that was offered is laid out from that price. */
  readonly isOfferedFrom: (price: Dec) => boolean
}

/**
 * The price that all of a position is measured from: that of its entry alone, whatever was added by others, with the 12
 * places that the exchange shows. As long as the exchange shows neither the entry's trades nor the position, no
 * function can know it: who then goes on measures from the touch that the entry was planned at, and so do all who
 * come after. Whether one went on who asked for nothing more, the first take-profit tells.
 */
export function entryPriceOf({ entry, sign, before, after, isOfferedFrom }: Entered): Dec {
  const filledAt = dec(entry.cumQuote).div(entry.executedQty).toDecimalPlaces(12)
  const quote = quoteOf(before, entry.symbol)
  if (!quote) return filledAt
  const touch = touchOf(quote, sign)
  const lookedAt = Math.max(...shows.map(name => answeredAt(after, name)))
  const wentOnAt = after.find(({ name, sentAt }) => name === 'POST algoOrder' && sentAt >= lookedAt)?.sentAt
  if (lookedAt === Number.POSITIVE_INFINITY || isShown(after, entry, wentOnAt)) return filledAt
  return wentOnAt !== undefined || isOfferedFrom(touch) ? touch : filledAt
}

const answeredAt = (after: readonly Asked[], name: string): number =>
  after.find(each => each.name === name && each.answer)?.answer?.at ?? Number.POSITIVE_INFINITY

/** Whether the sender was shown anything that tells its price, before it went on. */
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
