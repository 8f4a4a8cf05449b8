import { utcDay } from '#domain/admission.ts'
import { type Dec, sum } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'
import type { AccountIncome } from '#ports/exchange.ts'
import { clockAhead } from './trades.ts'

/** What the end of a position shows, in whole or in part, unless it realised nothing. */
const realised: readonly AccountIncome['kind'][] = ['realized', 'settlement']

/** Each of these shows when something of the position was traded or settled. */
const traded: readonly AccountIncome['kind'][] = [...realised, 'fee']

/**
 * What the account received and paid for a symbol since the position was entered: all the evidence left when the
 * exchange no longer knows the symbol; oldest first (weight 30 a week). The time of entry may come from our own clock,
 * which may be late or ahead: a payment from shortly before is the entry's, if the previous position had realised its
 * last by then.
 */
export async function accountIncomeOf(
  { exchange }: Pick<Context, 'exchange'>,
  { symbol, foundAt, openedAt, entry, createdAt }: Position,
): Promise<readonly AccountIncome[]> {
  const { sentAt = createdAt } = entry
  const began = Math.min(sentAt, openedAt ?? sentAt)
  // For an adopted position the exchange told its last change; whatever came before belongs to another client.
  const since = foundAt === undefined ? began - clockAhead : began
  const shown = (await exchange.accountIncome(since)).filter(
    each => each.symbol === symbol && each.at >= since,
  )
  const former = shown.findLast(({ kind, at }) => at < began && realised.includes(kind))
  return former ? shown.filter(({ at }) => at > former.at) : shown
}

/** A position's result, beginning and end, as the account's income shows them. */
export interface AccountEnd {
  readonly result: Result
  readonly openedAt: number | undefined
  readonly closedAt: number
}

/**
 * The position's result from its income, and when it ended; undefined while the income may be incomplete. An end at
 * the entry's own price realises nothing and leaves no income, so the time since the close began decides. No trade
 * tells the price: it follows from what was realised and what was entered. `counted` is what the day already counts
 * for it.
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
  // No executor entered an adopted position: its first row may be an exit.
  const openedAt = position.foundAt === undefined ? moved[0]?.at : position.openedAt
  return { result, openedAt, closedAt }
}
