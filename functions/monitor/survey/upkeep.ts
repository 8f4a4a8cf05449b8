import { halts as systemHalts } from '#domain/halts.ts'
import type { Upkeep, UpkeepRow } from '#domain/messages.ts'
import type { Account } from '#ports/state.ts'
import { areRulesDue } from '#position/market-facts.ts'
import type { SurveyContext } from './survey-context.ts'

/** Entries are halted because of the account's modes, which the operator may have changed since. */
const haltedForModes = ({ halts }: Account): boolean => halts[systemHalts.accountModes] !== undefined

/**
 * Work that must not delay a signal and takes longer than a look may: reading the symbols' rules once an
 * hour, and, while nothing is open, checking whether the account's modes allow entries again. Survey only
 * says that it is due; it runs beside the looks, as a row of its own.
 */
export async function dueUpkeep(
  context: SurveyContext,
  account: Account,
  positions: number,
): Promise<readonly UpkeepRow[]> {
  const due: readonly Upkeep[] = [
    ...((await areDue(context)) ? (['rules'] as const) : []),
    ...(positions === 0 && haltedForModes(account) ? (['modes'] as const) : []),
  ]
  return due.length === 0 ? [] : [{ v: 1, upkeep: due }]
}

/** A failure here costs no look: the next look asks again. */
async function areDue(context: SurveyContext): Promise<boolean> {
  try {
    return await areRulesDue(context)
  } catch (error) {
    context.telemetry.error('survey-part-failed', error, { part: 'upkeep' })
    return false
  }
}
