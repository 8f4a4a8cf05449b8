import { dec, sum } from '#domain/decimal.ts'
import { nextState } from '#domain/lifecycle.ts'
import { measuredFrom } from '#domain/measured.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import { planRungs } from '#domain/rungs.ts'
import type { ExchangePosition, Trade } from '#ports/exchange.ts'
import { feesPaid } from './fees-paid.ts'
import { averagePrice } from './trades.ts'

/** What is known of a filled entry. */
export interface Fill {
  /** As the order's answer or the look for it says; the trades may be shown later, or in part. */
  readonly filled: string
  /** When, from the same source; from our own clock if no source tells. */
  readonly at: number
  readonly trades: readonly Trade[]
  /** The position as the exchange shows it, if it already does. */
  readonly open: ExchangePosition | undefined
  /** The entry price that the look for the entry found: a later read may lag behind it. */
  readonly price?: string | undefined
}

/** The record of a position whose entry was filled. Its take-profits are planned from the price in this record. */
export function openedPosition(
  position: Position,
  { filled, at, trades, open, price: seen }: Fill,
): OpenPosition {
  const traded = sum(trades.map(trade => trade.quantity))
  // Trades may be shown later than the fill; until then the exchange's own entry price must do.
  const price = averagePrice(trades) ?? dec(open?.entryPrice ?? seen ?? position.entry.touchPrice)
  const quantity = (traded.gt(filled) ? traded : dec(filled)).toFixed()
  const entryPrice = price.toDecimalPlaces(12).toFixed()
  const fees = traded.gt(0)
    ? feesPaid(trades, position)
    : price.times(quantity).times(position.settings.takerFee)
  const { side, leverage, rules } = position
  const settings = measuredFrom(position.settings, dec(entryPrice), leverage)
  return {
    ...position,
    settings,
    state: nextState(position.state, 'filled'),
    openedAt: trades[0]?.at ?? at,
    entryPrice,
    entryQuantity: quantity,
    openQuantity: quantity,
    entryFees: fees.toDecimalPlaces(12).toFixed(),
    rungs: planRungs({ side, entryPrice, quantity, leverage, settings, rules }),
    protection: { ...position.protection, backupQuantity: quantity },
  }
}
