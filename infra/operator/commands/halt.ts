import { halts as systemHalts } from '#domain/halts.ts'
import { liftedAll } from '#domain/protections/kept-trades.ts'
import type { Lock } from '#domain/protections/locks.ts'
import { lockText } from '#domain/protections/refuse.ts'
import type { Account } from '#ports/state.ts'
import { entryLocks, lockData } from '../account/entry-locks.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'

const ours = 'operator'
/** The halts that an operator may lift; the system lifts its own. */
export const liftable = [ours, 'killSwitch']

/** Stops new entries; open positions stay watched and protected. */
export async function halt(
  connection: Connection,
  options: Consent & { readonly reason: string },
): Promise<Answer> {
  const open = Object.keys((await connection.state.account.read()).item.slots).length
  await confirm(
    [
      `This halts entries on ${connection.stack.name}; ${open === 1 ? '1 open position stays' : `${open} open positions stay`} protected.`,
    ],
    options,
  )
  return { ...haltsAnswer(await halted(connection, options.reason)), exitCode: exitCodes.yes }
}

/**
 * Lifts the operator's halt, the kill switch and the locks of protections; answers no if the system's own halt remains.
 */
export async function resume(connection: Connection, options: Consent): Promise<Answer> {
  const { halts, ...found } = (await connection.state.account.read()).item
  const lifted = Object.keys(halts).filter(by => liftable.includes(by))
  const locks = entryLocks(connection, found)
  if (lifted.length === 0 && locks.length === 0) return haltsAnswer({ halts })
  const named = [...lifted.map(by => `${by} (${halts[by]})`), ...locks.map(lockText)]
  await confirm(
    [`This allows new entries again on ${connection.stack.name}: ${named.join(', ')} is lifted.`],
    options,
  )
  const { item } = await connection.state.account.update(account => {
    const isHalted = Object.keys(account.halts).some(by => liftable.includes(by))
    const isLocked = entryLocks(connection, account).length > 0
    if (!isHalted && !isLocked) return undefined
    const kept = Object.entries(account.halts).filter(([by]) => !liftable.includes(by))
    const trades = isLocked && { trades: liftedAll(account.trades ?? []) }
    return { ...account, halts: Object.fromEntries(kept), ...trades }
  })
  return haltsAnswer(item, locks)
}

export async function halted({ state }: Connection, reason: string): Promise<Account> {
  const { item } = await state.account.update(account =>
    account.halts[ours] === reason ? undefined : { ...account, halts: { ...account.halts, [ours]: reason } },
  )
  return item
}

function haltsAnswer({ halts }: Pick<Account, 'halts'>, unlocked: readonly Lock[] = []): Answer {
  const lines = Object.entries(halts).map(([by, why]) => `Entries are halted by ${by}: ${why}`)
  if (halts[systemHalts.accountModes])
    lines.push('account-modes is lifted by the watch once the account is corrected.')
  return {
    data: { halts, ...(unlocked.length > 0 && { unlocked: unlocked.map(lockData) }) },
    text: lines.join('\n') || 'Entries are not halted.',
    exitCode: Object.keys(halts).length > 0 ? exitCodes.no : exitCodes.yes,
  }
}
