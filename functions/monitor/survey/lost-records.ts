import { timing } from '#domain/timing.ts'
import type { Account } from '#ports/state.ts'
import { releaseSlot } from '#position/abandon.ts'
import type { SurveyContext } from './survey-context.ts'

interface LostSlot {
  readonly symbol: string
  readonly positionId: string
}

/** Slots whose position has no record. A slot just taken does not count: its executor writes the record next. */
export const lostSlots = (
  slots: Account['slots'],
  known: ReadonlySet<string>,
  now: number,
): readonly LostSlot[] =>
  Object.entries(slots)
    .filter(
      ([, { positionId, since }]) => !known.has(positionId) && now - since > timing.functions.executor.lease,
    )
    .map(([symbol, { positionId }]) => ({ symbol, positionId }))

/**
 * Reports such slots and frees them: no function can look at a position without its record. If the position is still
 * open, it is taken over like any other that is found. Returns the account as it then is.
 */
export async function giveBack(
  { state, telemetry }: SurveyContext,
  lost: readonly LostSlot[],
): Promise<Account> {
  for (const { symbol, positionId } of lost) {
    telemetry.warn('record-lost', { symbol, positionId })
    telemetry.count('RecordLost')
    await releaseSlot(state.account, symbol, positionId)
  }
  return (await state.account.read()).item
}
