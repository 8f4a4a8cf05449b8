import { utcDay } from '#domain/admission.ts'
import { Dec, dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { keeping } from '#domain/protections/kept-trades.ts'
import { closedTradeOf } from '#domain/protections/trade-of.ts'
import type { Account } from '#ports/state.ts'
import { type Settling, tellingLocks } from './telling-locks.ts'

/**
 * Gives the slot back, starts the cooldown, keeps the trade for the protections and adds the result to its day, or,
 * while unknown, to the list of unknown results. Only while the slot is this position's, so it cannot happen twice.
 * `flip`: the signal that it was closed for, which this close's cooldown does not delay.
 */
export async function settleSlot(
  context: Settling,
  position: Position,
  now: number,
  flip?: string,
): Promise<void> {
  const { protections } = context.configuration
  await tellingLocks(context, now, current => {
    const { id, symbol, closedAt = now, result } = position
    const { [symbol]: slot, ...slots } = current.slots
    if (slot?.positionId !== id) return undefined
    const lastClosed = { ...current.lastClosed, [symbol]: now }
    const settled = (unknownLoss?: string): Account => {
      const trade = closedTradeOf(position, closedAt, unknownLoss)
      const trades = keeping(current.trades ?? [], trade, protections, now)
      return withFlip({ ...current, slots, lastClosed, trades }, symbol, {
        signalId: flip,
        closedBefore: current.lastClosed[symbol],
      })
    }
    if (!result?.provisional) return counting(settled(), position, closedAt)
    const estimate = dec(result.provisional.estimate ?? 0).negated()
    const worstLoss = Dec.max(slot.worstLoss, estimate).toFixed(8)
    const provisional = { ...current.provisional, [id]: { symbol, closedAt, worstLoss } }
    return { ...settled(worstLoss), provisional }
  })
}

/** The wait for the symbol's previous position ends with this close. */
function withFlip(
  { flips, ...account }: Account,
  symbol: string,
  flip: { readonly signalId: string | undefined; readonly closedBefore: number | undefined },
): Account {
  const { signalId, closedBefore } = flip
  const { [symbol]: _, ...others } = flips ?? {}
  const flipped = signalId !== undefined && {
    [symbol]: { signalId, ...(closedBefore !== undefined && { closedBefore }) },
  }
  const kept = { ...others, ...flipped }
  return Object.keys(kept).length > 0 ? { ...account, flips: kept } : account
}

/**
 * Takes a result that has become known off the list, adds it to its day, and replaces what the trade counted as. Once
 * only: afterwards the list no longer has it.
 */
export async function settleKnown(context: Settling, position: Position, now: number): Promise<void> {
  const { protections } = context.configuration
  await tellingLocks(context, now, current => {
    const waiting = current.provisional?.[position.id]
    const closedAt = position.closedAt ?? waiting?.closedAt ?? now
    const { trades = [] } = current
    const known = keeping(trades, knownTrade(trades, position, closedAt), protections, now)
    return waiting && counting({ ...current, trades: known }, position, closedAt)
  })
}

/** A lock that an operator lifted stays lifted: it is the same trade. */
function knownTrade(trades: readonly ClosedTrade[], position: Position, closedAt: number): ClosedTrade {
  const lifted = trades.find(({ id }) => id === position.id)?.lifted
  return { ...closedTradeOf(position, closedAt), ...(lifted && { lifted }) }
}

/** The result of a past day changes no decision any more. */
function counting(account: Account, { id, result }: Position, closedAt: number): Account {
  const { day, provisional: { [id]: _, ...provisional } = {} } = account
  const date = utcDay(closedAt)
  const net = dec(result?.lastDayNetPnl ?? 0)
  const counted = date === day.date ? net.plus(day.net) : net
  return {
    ...account,
    day: date < day.date ? day : { date, net: counted.toFixed() },
    provisional,
  }
}
