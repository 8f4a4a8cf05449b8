import type { Position } from '#domain/position.ts'
import { type ClosedTrade, tradeOf } from '#figures/trade.ts'

/** A closed position as the report lists it. */
export interface Trade extends ClosedTrade {
  readonly id: string
  readonly entryPrice: string
  readonly exitPrice: string
  readonly quantity: string
}

/** Closed positions whose results are known, in the order of their closes. */
export const tradesOf = (positions: readonly Position[]): readonly Trade[] =>
  positions.flatMap(position => listed(position) ?? []).sort((a, b) => a.closedAt - b.closedAt)

function listed(position: Position): Trade | undefined {
  const trade = tradeOf(position)
  return (
    trade && {
      ...trade,
      id: position.id,
      entryPrice: position.entryPrice ?? position.entry.touchPrice,
      exitPrice: position.result?.exitPrice ?? '',
      quantity: position.entryQuantity ?? position.entry.quantity,
    }
  )
}
