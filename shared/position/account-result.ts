import { utcDay } from '#domain/admission.ts'
import { type Dec, sum } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'
import type { AccountIncome } from '#ports/exchange.ts'
import { clockAhead } from './trades.ts'

/** What the end of a position shows, or a part of it, unless it realised nothing. */
const realised: readonly AccountIncome['kind'][] = ['realized', 'settlement']

/** From each of these it is known when something of the position was traded or settled. */
const traded: readonly AccountIncome['kind'][] = [...realised, 'fee']

/**
 * What the account received and paid for a symbol since the position was entered: all that is left of a position
 * whose symbol the exchange does not know any more, oldest first (weight 30 a week). When it was entered may be known
 * by our clock alone, late or ahead: what was paid shortly before is the entry's, once the position before had
 * realised its last.
 */
export async function accountIncomeOf(
  { exchange }: Pick<Context, 'exchange'>,
  { symbol, foundAt, openedAt, entry, createdAt }: Position,
): Promise<readonly AccountIncome[]> {
  const { sentAt = createdAt } = entry
  const began = Math.min(sentAt, openedAt ?? sentAt)
  // Of a position that was found the exchange told its last change; what was before is another client's.
  const since = foundAt === undefined ? began - clockAhead : began
  const shown = (await exchange.accountIncome(since)).filter(
    each => each.symbol === symbol && each.at >= since,
  )
  const former = shown.findLast(({ kind, at }) => at < began && realised.includes(kind))
  return former ? shown.filter(({ at }) => at > former.at) : shown
}

/** A position's result by what the account shows, and when it began and ended by that. */
export interface AccountEnd {
  readonly result: Result
  readonly openedAt: number | undefined
  readonly closedAt: number
}

/**
 * The position's result by that, and when it ended; undefined as long as it may not be shown as a whole. An end
 * at the price of the entry realises nothing and is not told, so it is the time since the close began that decides.
 * No trade tells at which price: what was realised does, over what was entered. `counted` is what its day has
 * counted for it already.
 */
export function resultOfIncome(
  position: Position,
  moved: readonly AccountIncome[],
  { counted, now }: { readonly counted: Dec; readonly now: number },
): AccountEnd | undefined {
  const { side, entry, closing } = position
  const closedAt = moved.findLast(({ kind }) => traded.includes(kind))?.at
  if (closedAt === undefined || now - (closing?.at ?? closedAt) < timing.history.funding) return undefined
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
  // No executor entered what was found: its first row may be an exit.
  const openedAt = position.foundAt === undefined ? moved[0]?.at : position.openedAt
  return { result, openedAt, closedAt }
}
