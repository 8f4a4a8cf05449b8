import { utcDay } from '#domain/admission.ts'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import type { AccountIncome } from '#exchange/port.ts'
import type { Desk } from './desk.ts'

/**
 * What the account received and paid for a symbol since the position was opened: all that is left of a position
 * whose symbol the exchange does not know any more, oldest first (weight 30 a week).
 */
export async function accountIncomeOf(
  { exchange }: Pick<Desk, 'exchange'>,
  { symbol, openedAt, entry, createdAt }: Position,
): Promise<readonly AccountIncome[]> {
  const since = openedAt ?? entry.sentAt ?? createdAt
  return (await exchange.accountIncome(since)).filter(each => each.symbol === symbol && each.at >= since)
}

/** Whether something of the position was closed or settled by it. */
export const isEnding = ({ kind }: AccountIncome): boolean => kind === 'realized' || kind === 'settlement'

/**
 * What the position came to by that, and when it ended. No trade tells at which price: what was realised does, over
 * what was entered. `counted` is what its day has counted for it already.
 */
export function resultOfIncome(
  position: Position,
  moved: readonly AccountIncome[],
  counted: Dec,
): { readonly result: Result; readonly closedAt: number } | undefined {
  const closedAt = moved.findLast(isEnding)?.at
  if (closedAt === undefined) return undefined
  const { side, entry, closing } = position
  const of = (...kinds: readonly AccountIncome['kind'][]): Dec =>
    sum(moved.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount))
  const gross = of('realized', 'settlement')
  const fees = of('fee', 'liquidation').neg()
  const perUnit = gross.div(position.entryQuantity ?? entry.quantity).times(sign(side))
  const lastDay = moved.filter(({ at, kind }) => kind !== 'other' && utcDay(at) === utcDay(closedAt))
  const result: Result = {
    reason: closing?.reason ?? 'external',
    exitPrice: perUnit
      .plus(position.entryPrice ?? entry.touchPrice)
      .toDecimalPlaces(12)
      .toFixed(),
    grossPnl: gross.toFixed(8),
    fees: fees.toFixed(8),
    funding: of('funding').toFixed(8),
    netPnl: gross.minus(fees).plus(of('funding')).toFixed(8),
    lastDayNetPnl: sum(lastDay.map(({ amount }) => amount))
      .minus(counted)
      .toFixed(8),
  }
  return { result, closedAt }
}

/** What was counted for a position that was found open after its close, and was settled once before. */
export const countedFor = ({ result }: Position): Dec =>
  dec(result?.provisional ? 0 : (result?.lastDayNetPnl ?? 0))
