import { utcDay } from '#domain/admission.ts'
import { Dec, dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Account, State } from '#ports/state.ts'

/**
 * Gives the slot back, starts the cooldown and adds the result to its day, or, as long as it is not known, to the
 * list of those that are not. Only while the slot is this position's, so it cannot happen twice.
 */
export async function settleSlot(account: State['account'], position: Position, now: number): Promise<void> {
  await account.update(current => {
    const { id, symbol, closedAt = now, result } = position
    const { [symbol]: slot, ...slots } = current.slots
    if (slot?.positionId !== id) return undefined
    const free = { ...current, slots, lastClosed: { ...current.lastClosed, [symbol]: now } }
    if (!result?.provisional) return counting(free, position, closedAt)
    const estimate = dec(result.provisional.estimate ?? 0).negated()
    const worstLoss = Dec.max(slot.worstLoss, estimate).toFixed(8)
    return { ...free, provisional: { ...free.provisional, [id]: { symbol, closedAt, worstLoss } } }
  })
}

/** Takes a result that is known by now off the list, and adds it to its day. Once only: then it is on it no more. */
export async function settleKnown(account: State['account'], position: Position): Promise<void> {
  const { id, closedAt } = position
  await account.update(current => {
    const waiting = current.provisional?.[id]
    return waiting && counting(current, position, closedAt ?? waiting.closedAt)
  })
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
