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
}

/**
 * The price that all of a position is measured from: that of its entry alone, whatever was added by others, with the 12
 * places that the exchange shows. As long as the exchange shows neither the entry's trades nor the position, nobody can
 * know it: who then goes on measures from the touch that the entry was planned at.
 */
export function entryPriceOf({ entry, sign, before, after }: Entered): Dec {
  const filledAt = dec(entry.cumQuote).div(entry.executedQty).toDecimalPlaces(12)
  const quote = quoteOf(before, entry.symbol)
  return quote && wentOnUnshown(after, entry) ? touchOf(quote, sign) : filledAt
}

/** Whether the sender offered a take-profit, and had been shown nothing that tells its price. */
function wentOnUnshown(after: readonly Asked[], entry: OrderRecord): boolean {
  const offered = after.findIndex(({ params }) => params.type === 'TAKE_PROFIT_MARKET')
  const looked = after.slice(0, Math.max(offered, 0))
  const rows = looked.filter(({ name }) => shows.includes(name)).map(each => bodyOf<readonly Row[]>(each))
  if (rows.length < shows.length) return false
  return !rows.flatMap(read => (Array.isArray(read) ? read : [])).some(row => tells(row, entry))
}

const shows = ['GET userTrades', 'GET positionRisk']

interface Row {
  readonly symbol: string
  readonly orderId?: number
  readonly positionAmt?: string
}

const tells = ({ symbol, orderId, positionAmt }: Row, entry: OrderRecord): boolean =>
  symbol === entry.symbol && (String(orderId) === String(entry.orderId) || Number(positionAmt ?? 0) !== 0)
