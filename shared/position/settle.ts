import { utcDay } from '#domain/admission.ts'
import { Dec, dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { keeping } from '#domain/protections/kept-trades.ts'
import { closedTradeOf } from '#domain/protections/trade-of.ts'
import type { Account } from '#ports/state.ts'
import { type Settling, tellingLocks } from './telling-locks.ts'

/**
 * Gives the slot back, starts the cooldown, keeps the trade for the protections and adds the result to its day, or, as
 * long as it is not known, to the list of those that are not. Only while the slot is this position's, so it cannot
 * happen twice. `flip`: the signal that it was closed for, which no cooldown of this close holds up.
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

/** The one of the symbol's position before is over with this close. */
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
 * Takes a result that is known by now off the list, adds it to its day, and puts it in the place of what the trade
 * counted for. Once only: then it is on the list no more.
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

/** What an operator lifted stays lifted: it is the same trade. */
function knownTrade(trades: readonly ClosedTrade[], position: Position, closedAt: number): ClosedTrade {
  const lifted = trades.find(({ id }) => id === position.id)?.lifted
  return { ...closedTradeOf(position, closedAt), ...(lifted && { lifted }) }
}

/** A result of a day that is over changes nothing that is still decided. */
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
