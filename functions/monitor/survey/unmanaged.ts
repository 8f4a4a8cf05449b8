import type { ExchangePosition } from '#exchange/port.ts'
import type { Account } from '#state/port.ts'
import type { SurveyDesk } from './survey-desk.ts'

/**
 * Positions on symbols without a slot are not ours to touch: they are alarmed once, and block entries on
 * their symbol until they are gone.
 */
export async function noteForeign(
  { state, telemetry }: SurveyDesk,
  account: Account,
  open: readonly ExchangePosition[],
): Promise<void> {
  const suspicious = open.some(({ symbol }) => !account.slots[symbol] && !account.foreign.includes(symbol))
  // An executor may have taken its slot since the account was read.
  const { slots } = suspicious ? (await state.account.read()).item : account
  const foreign = open.filter(({ symbol }) => !slots[symbol]).map(({ symbol }) => symbol)
  const fresh = foreign.filter(symbol => !account.foreign.includes(symbol))
  for (const symbol of fresh) {
    const position = open.find(candidate => candidate.symbol === symbol)
    telemetry.warn('foreign-position', { symbol, side: position?.side, quantity: position?.quantity })
    telemetry.count('ForeignPosition')
  }
  if (fresh.length === 0 && account.foreign.every(symbol => foreign.includes(symbol))) return
  await state.account.update(current => ({
    ...current,
    foreign: foreign.filter(symbol => !current.slots[symbol]).sort(),
  }))
}
