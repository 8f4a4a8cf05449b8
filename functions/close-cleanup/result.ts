import { utcDay } from '#domain/admission.ts'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position, Result } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { FundingPayment, Trade } from '#exchange/port.ts'
import type { Desk, HeldPosition } from '#protection/desk.ts'
import { feesPaid } from '#protection/fees-paid.ts'
import { tradesSinceEntry } from '#protection/trades.ts'
import { trueReason } from './reason.ts'

const hour = 3_600_000

/** Writes what the position came to: from its trades, not from what orders answered. */
export async function recordResult(desk: Desk, held: HeldPosition): Promise<void> {
  const { position } = held
  const trades = await tradesSinceEntry(desk.exchange, position)
  const closedAt = trades.at(-1)?.at ?? desk.clock.now()
  const [payments, reason] = await Promise.all([
    fundingUntil(desk, position, closedAt),
    trueReason(desk, position, trades),
  ])
  const result = resultOf(position, trades, payments, reason, closedAt)
  const state = nextState(position.state, 'flat')
  await held.write({ ...position, state, closedAt, funding: result.funding, result })
  held.note('closed', { side: position.side, source: position.source, tier: position.tier, ...result })
  desk.telemetry.count('PositionClosed')
  desk.telemetry.count('NetPnl', Number(result.netPnl))
}

/** Funding is paid on the full hour; a position that saw none is not asked about (weight 30). */
async function fundingUntil(
  { exchange }: Desk,
  position: Position,
  closedAt: number,
): Promise<readonly FundingPayment[]> {
  const openedAt = position.openedAt ?? closedAt
  if (Math.floor(openedAt / hour) === Math.floor(closedAt / hour)) return []
  return exchange.funding(position.symbol, openedAt)
}

function resultOf(
  position: Position,
  trades: readonly Trade[],
  payments: readonly FundingPayment[],
  reason: Result['reason'],
  closedAt: number,
): Result {
  const onLastDay = ({ at }: { readonly at: number }) => utcDay(at) === utcDay(closedAt)
  const lastDay = netOf(position, trades.filter(onLastDay), payments.filter(onLastDay))
  const { gross, fees, funding, net } = netOf(position, trades, payments)
  const exits = trades.filter(trade => trade.side === closingSide(position.side))
  return {
    reason,
    exitPrice: averagePrice(exits).toFixed(),
    grossPnl: gross.toFixed(8),
    fees: fees.toFixed(8),
    funding: funding.toFixed(8),
    netPnl: net.toFixed(8),
    // A position that was found open after its close was settled once already.
    lastDayNetPnl: lastDay.net.minus(position.result?.lastDayNetPnl ?? 0).toFixed(8),
  }
}

function netOf(position: Position, trades: readonly Trade[], payments: readonly FundingPayment[]) {
  const gross = sum(trades.map(trade => trade.realizedPnl))
  const fees = feesPaid(trades, position)
  const funding = sum(payments.map(payment => payment.amount))
  return { gross, fees, funding, net: gross.minus(fees).plus(funding) }
}

function averagePrice(trades: readonly Trade[]): Dec {
  const quantity = sum(trades.map(trade => trade.quantity))
  if (quantity.isZero()) return dec(0)
  return sum(trades.map(trade => dec(trade.price).times(trade.quantity)))
    .div(quantity)
    .toDecimalPlaces(12)
}
