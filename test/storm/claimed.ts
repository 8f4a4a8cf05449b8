import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { PositionLifetime } from '#paper/audit/ledger.ts'
import type { AccountThen } from './account-history.ts'
import { type Find, face } from './findings.ts'

/** A result is booked with 8 decimals; the fee of a trade that crossed zero is parted into more. */
export const bookedNet = ({ netPnl }: PositionLifetime): Dec => dec(netPnl.toFixed(8))

/**
 * At no time did the day's net hold anything but what the venue says of the positions that were settled by then: one
 * whose result was not known yet had no part in it, and none is counted twice.
 */
export function claimedOnlyWhatIsKnown(
  accounts: readonly AccountThen[],
  lives: ReadonlyMap<string, readonly PositionLifetime[]>,
  find: Find,
): void {
  const heldUntil = new Map<string, number>()
  let held: readonly string[] = []
  for (const { at, account } of accounts) {
    for (const id of held) heldUntil.set(id, at)
    held = Object.values(account.slots).map(({ positionId }) => positionId)
    const waiting = [...held, ...Object.keys(account.provisional ?? {})]
    // What ended without a slot, because that was lost, is settled once it was taken back and given back.
    const closed = [...lives]
      .filter(([id]) => !waiting.includes(id))
      .flatMap(([id, ended]) =>
        ended.filter(({ closedAt }) => closedAt !== undefined && closedAt <= (heldUntil.get(id) ?? 0)),
      )
    const net = sum(closed.map(bookedNet))
    if (net.eq(account.day.net)) continue
    find('P8', `at ${face(at)} the day's net was ${account.day.net}, the venue says ${net.toFixed()}`)
    return
  }
}
