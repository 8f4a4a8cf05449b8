import type { Position } from '#domain/position.ts'
import type { TableRead } from './known.ts'

/** What must have changed on the exchange when it changes in the table. */
export const lookOf = ({ id, state, openQuantity, protection, rungs }: Position): string =>
  JSON.stringify([...[id, state, openQuantity, protection], rungs.map(rung => [rung.state, rung.clientId])])

/**
 * Whether the table says the same of a symbol as when the exchange was asked. Where it does not, a difference between
 * the two may be nothing but the moment between both reads: the exchange is asked again at once, and until then none is
 * told.
 */
export function isAsThen(symbol: string, now: TableRead | undefined, then: TableRead | undefined): boolean {
  const look = (table: TableRead | undefined) => {
    const position = table?.positions.find(each => each.symbol === symbol)
    return position && lookOf(position)
  }
  return look(now) === look(then)
}
