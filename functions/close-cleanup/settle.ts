import { utcDay } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Account, State } from '#state/port.ts'

/**
 * Gives the slot back, starts the cooldown and adds the result to its day. Only while the slot is this
 * position's, so it cannot happen twice.
 */
export async function settleSlot(account: State['account'], position: Position, now: number): Promise<void> {
  await account.update(current => settled(current, position, now))
}

function settled(
  account: Account,
  { id, symbol, closedAt, result }: Position,
  now: number,
): Account | undefined {
  const { [symbol]: slot, ...slots } = account.slots
  if (slot?.positionId !== id) return undefined
  const date = utcDay(closedAt ?? now)
  const { day } = account
  const net = dec(result?.lastDayNetPnl ?? 0)
  return {
    ...account,
    slots,
    lastClosed: { ...account.lastClosed, [symbol]: now },
    // A result of a day that is over changes nothing that is still decided.
    day: date < day.date ? day : { date, net: (date === day.date ? net.plus(day.net) : net).toFixed() },
  }
}
