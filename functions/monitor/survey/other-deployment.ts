import type { Account } from '#state/port.ts'
import type { SurveyDesk } from './survey-desk.ts'

const halt = 'other-deployment'

/**
 * Another deployment trades on this account, which is a mistake: neither knows the other's slots, margin and daily
 * loss. Its positions are left to it, and nothing is entered here until they are gone.
 */
export async function haltBeside(desk: SurveyDesk, deployment: string, symbol: string): Promise<void> {
  const why = `the deployment "${deployment}" has a position on ${symbol} of this account; give each deployment an account of its own`
  const before = (await desk.state.account.read()).item
  if (before.halts[halt]) return
  await desk.state.account.update(account => ({ ...account, halts: { ...account.halts, [halt]: why } }))
  desk.telemetry.warn('entries-halted', { by: halt, why })
}

/** Entries go on once nothing foreign is open any more. */
export const withoutHaltBeside = ({ halts: { [halt]: _, ...halts }, ...account }: Account): Account => ({
  ...account,
  halts,
})
