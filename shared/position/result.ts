import { reasonDecision } from '#decisions/record.ts'
import { utcDay } from '#domain/admission.ts'
import { closeReason } from '#domain/close-reason.ts'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { Decision } from '#domain/events/deciding.ts'
import type { CloseReason, Position, Result } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { Context } from '#ports/context.ts'
import type { AccountEnd } from './account-result.ts'
import { closeEvidence } from './close-evidence.ts'
import { feesPaid } from './fees-paid.ts'
import { type Movements, readMovements, readTrades } from './movements.ts'
import { averagePrice } from './trades.ts'

/** How a position ended, as far as the exchange shows it now. */
export interface End {
  readonly moved: Movements
  readonly reason: CloseReason
  /** The evidence for the reason. */
  readonly decided: Decision<'close-reason'>
}

/** Reads from the exchange how a flat position ended: its trades, why it was closed, and its other payments. */
export async function findEnd(context: Context, position: Position): Promise<End> {
  const trades = await readTrades(context, position)
  const evidence = await closeEvidence(context, position, trades.own)
  const reason = closeReason(evidence)
  const moved = await readMovements(context, position, trades, reason === 'liquidated')
  return { moved, reason, decided: reasonDecision(evidence, reason) }
}

/**
 * The position's result from everything that moved money. `counted` is what the day already counts for it: a position
 * that was found open after its close was settled once before.
 */
export function resultOf(
  position: Position,
  { moved, reason }: Pick<End, 'moved' | 'reason'>,
  counted: Dec = dec(0),
): Result {
  const onLastDay = ({ at }: { readonly at: number }) => utcDay(at) === utcDay(moved.closedAt)
  const lastDay = netOf(position, {
    trades: moved.trades.filter(onLastDay),
    income: moved.income.filter(onLastDay),
    entryFees: '0',
  })
  const { gross, fees, funding, net } = netOf(position, moved)
  const exits = moved.trades.filter(trade => trade.side === closingSide(position.side))
  const lastTrade = moved.trades.at(-1)?.id
  return {
    reason,
    exitPrice: (averagePrice(exits) ?? dec(0)).toDecimalPlaces(12).toFixed(),
    grossPnl: gross.toFixed(8),
    fees: fees.toFixed(8),
    funding: funding.toFixed(8),
    netPnl: net.toFixed(8),
    lastDayNetPnl: lastDay.net.minus(counted).toFixed(8),
    ...(moved.lacks && { provisional: { lacks: moved.lacks, ...(lastTrade && { lastTrade }) } }),
  }
}

function netOf(position: Position, moved: Pick<Movements, 'trades' | 'income' | 'entryFees'>) {
  const received = (of: 'funding' | 'liquidation') =>
    sum(moved.income.filter(({ kind }) => kind === of).map(({ amount }) => amount))
  const gross = sum(moved.trades.map(trade => trade.realizedPnl))
  const fees = feesPaid(moved.trades, position).plus(moved.entryFees).minus(received('liquidation'))
  const funding = received('funding')
  return { gross, fees, funding, net: gross.minus(fees).plus(funding) }
}

/** The record of a position whose end is known, as far as it is. */
export const withResult = (
  position: Position,
  { result, openedAt = position.openedAt, closedAt }: AccountEnd,
): Position => ({
  ...position,
  ...(openedAt !== undefined && { openedAt }),
  closedAt,
  funding: result.funding,
  result,
})
