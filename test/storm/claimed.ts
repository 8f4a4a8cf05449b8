import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { PositionLifetime } from '#paper/audit/ledger.ts'
import type { AccountThen } from './account-history.ts'
import { type Find, face } from './findings.ts'

/** A result is booked with 8 decimals; the fee of a trade that crossed zero is split into more. */
export const bookedNet = ({ netPnl }: PositionLifetime): Dec => dec(netPnl.toFixed(8))

/**
 * The day's net was at all times the venue's sum over the positions settled by then: a position with a pending result
 * has no part in it, and none counts twice.
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
    // A position that ended without its slot is settled once it got the slot back and released it.
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
