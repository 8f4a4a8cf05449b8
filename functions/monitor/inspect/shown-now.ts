import { dec } from '#domain/decimal.ts'
import type { PositionRow } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'

/**
 * A row of a look between two ticks, with what the account shows of its position now (weight 5). If that cannot be
 * read the row stays as it is, and only the stop can be ensured.
 */
export async function shownNow(
  { exchange, telemetry }: Invocation,
  { symbol, side }: Position,
  row: PositionRow,
): Promise<PositionRow> {
  try {
    const open = await exchange.position(symbol)
    const ours = open?.side === side ? open : undefined
    const mark = ours?.markPrice
    return { ...row, quantity: dec(ours?.quantity ?? 0).toFixed(), ...(mark !== undefined && { mark }) }
  } catch (error) {
    if (!isAskedToWait(error)) telemetry.error('position-unread', error, { positionId: row.id, symbol })
    return row
  }
}
