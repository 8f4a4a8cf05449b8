import type { Position } from '#domain/position.ts'
import type { TableRead } from './known.ts'

/** The parts of a position whose change in the table also changes the exchange. */
export const lookOf = ({ id, state, openQuantity, protection, rungs }: Position): string =>
  JSON.stringify([...[id, state, openQuantity, protection], rungs.map(rung => [rung.state, rung.clientId])])

/**
 * Whether the table's state of a symbol is still the one at the exchange's reading. If it changed, a difference may
 * come only from the time between both reads: the exchange is asked again at once, and no difference is shown until
 * then.
 */
export function isAsThen(symbol: string, now: TableRead | undefined, then: TableRead | undefined): boolean {
  const look = (table: TableRead | undefined) => {
    const position = table?.positions.find(each => each.symbol === symbol)
    return position && lookOf(position)
  }
  return look(now) === look(then)
}
