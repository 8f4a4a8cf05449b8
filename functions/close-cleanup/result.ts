import { utcDay } from '#domain/admission.ts'
import { closeReason } from '#domain/close-reason.ts'
import { type Dec, dec, sum } from '#domain/decimal.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position, Result } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { FundingPayment, Trade } from '#exchange/port.ts'
import { reasonDecision } from '#protection/decisions.ts'
import type { Desk, HeldPosition } from '#protection/desk.ts'
import { feesPaid } from '#protection/fees-paid.ts'
import { tradesSinceEntry } from '#protection/trades.ts'
import { closeEvidence } from './reason.ts'

const hour = 3_600_000

/** Writes what the position came to: from its trades, not from what orders answered. */
export async function recordResult(desk: Desk, held: HeldPosition): Promise<void> {
  const { position } = held
  const trades = await tradesSinceEntry(desk.exchange, position)
  const closedAt = trades.at(-1)?.at ?? desk.clock.now()
  const [funding, evidence] = await Promise.all([
    fundingUntil(desk, position, closedAt),
    closeEvidence(desk, position, trades),
  ])
  const reason = closeReason(evidence)
  held.decided('reason-found', reasonDecision(evidence, reason))
  const liquidation =
    reason === 'liquidated'
      ? await desk.exchange.liquidationFees(position.symbol, position.openedAt ?? position.createdAt)
      : []
  const result = resultOf(position, { trades, funding, liquidation }, reason, closedAt)
  const state = nextState(position.state, 'flat')
  held.note('closed', { side: position.side, source: position.source, tier: position.tier, ...result })
  // Nobody comes back to a position that is closed: its story is told before it is.
  await held.flush()
  await held.write({ ...position, state, closedAt, funding: result.funding, result })
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

/** All that moved money between the entry and the close. */
interface Movements {
  readonly trades: readonly Trade[]
  readonly funding: readonly FundingPayment[]
  /** What Binance takes for liquidating, beside the trades' own fees. */
  readonly liquidation: readonly FundingPayment[]
}

function resultOf(position: Position, moved: Movements, reason: Result['reason'], closedAt: number): Result {
  const onLastDay = ({ at }: { readonly at: number }) => utcDay(at) === utcDay(closedAt)
  const lastDay = netOf(position, {
    trades: moved.trades.filter(onLastDay),
    funding: moved.funding.filter(onLastDay),
    liquidation: moved.liquidation.filter(onLastDay),
  })
  const { gross, fees, funding, net } = netOf(position, moved)
  const exits = moved.trades.filter(trade => trade.side === closingSide(position.side))
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

function netOf(position: Position, { trades, funding: payments, liquidation }: Movements) {
  const gross = sum(trades.map(trade => trade.realizedPnl))
  const fees = feesPaid(trades, position).minus(sum(liquidation.map(payment => payment.amount)))
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
