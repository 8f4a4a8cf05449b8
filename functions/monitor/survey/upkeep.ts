import { halts as systemHalts } from '#domain/halts.ts'
import type { Upkeep, UpkeepRow } from '#domain/messages.ts'
import type { Account } from '#ports/state.ts'
import { areRulesDue } from '#position/market-facts.ts'
import type { SurveyContext } from './survey-context.ts'

/** Entries are halted for the account's modes, which the operator may have put right. */
const haltedForModes = ({ halts }: Account): boolean => halts[systemHalts.accountModes] !== undefined

/**
 * What must not stand in a signal's way and takes longer than a look may: the symbols' rules once an hour, and, as
 * long as nothing is open, whether the account is the kind again that entries are made for. Survey only says that
 * it is due; it is done beside the looks, as a row of its own.
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

/** Not to know it costs no look: the next one asks again. */
async function areDue(context: SurveyContext): Promise<boolean> {
  try {
    return await areRulesDue(context)
  } catch (error) {
    context.telemetry.error('survey-part-failed', error, { part: 'upkeep' })
    return false
  }
}
