import { areRulesDue, readRules } from '#protection/market-facts.ts'
import type { Account } from '#state/port.ts'
import type { SurveyDesk } from './survey-desk.ts'

const halt = 'account-modes'

/**
 * With nothing open, a run has time for what must not stand in a signal's way: the symbols' rules once an
 * hour, and whether the account is still the kind that entries are made for (weight 5).
 */
export async function refreshIdle(desk: SurveyDesk, account: Account): Promise<void> {
  const [modes] = await Promise.all([
    desk.exchange.accountModes(),
    areRulesDue(desk).then(due => (due ? readRules(desk) : undefined)),
  ])
  const right = !modes.hedgeMode && !modes.multiAssetsMode && modes.canTrade
  if (!right || !account.halts[halt]) return
  await desk.state.account.update(current => {
    const { [halt]: _, ...halts } = current.halts
    return { ...current, halts }
  })
  desk.telemetry.info('entries-resumed', { by: halt })
}
