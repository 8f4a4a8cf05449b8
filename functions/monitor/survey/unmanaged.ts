import type { AccountPositions } from '#exchange/port.ts'
import type { Account } from '#state/port.ts'
import { adoptForeign } from './adopt-foreign.ts'
import { adoptOwn } from './adopt-own.ts'
import { inTime } from './in-time.ts'
import { haltBeside, withoutHaltBeside } from './other-deployment.ts'
import { whoIsBehind } from './ownership.ts'
import type { SurveyDesk } from './survey-desk.ts'
import type { Found } from './take-slot.ts'

/**
 * Positions on symbols without a slot. Our own, left by a crash or found after an outage, are taken over; so
 * are all with QT_ADOPT=all, but for those of another deployment. The others are not ours to touch: they are alarmed once, and block entries on
 * their symbol until they are gone. Answers the account as it then is.
 */
export async function takeUnmanaged(
  desk: SurveyDesk,
  account: Account,
  { shown, lookedAt }: { readonly shown: AccountPositions; readonly lookedAt: number },
): Promise<Account> {
  const { open, unread, complete } = shown
  const loose = open.filter(({ symbol }) => !account.slots[symbol])
  if (loose.length + account.foreign.length === 0) return account
  // An executor may have taken its slot since the account was read.
  const { slots, foreign } = (await desk.state.account.read()).item
  const unmanaged = loose.filter(({ symbol }) => !slots[symbol])
  const taken = await Promise.all(
    unmanaged.map(position => {
      const known = foreign.includes(position.symbol)
      // Until it is known whose it is, a new one is not called foreign.
      const work = { name: 'adoption', symbol: position.symbol, otherwise: !known }
      return inTime(desk, work, () => adopt(desk, { open: position, lookedAt }, known))
    }),
  )
  const left = unmanaged.filter((_, index) => !taken[index])
  for (const { symbol, side, quantity } of left.filter(({ symbol }) => !foreign.includes(symbol))) {
    desk.telemetry.warn('foreign-position', { symbol, side, quantity })
    desk.telemetry.count('ForeignPosition')
  }
  // What cannot be read may still be there.
  const isShown = (symbol: string) => open.some(each => each.symbol === symbol)
  const kept = foreign.filter(symbol => !isShown(symbol) && (unread.includes(symbol) || !complete))
  const untouched = [...new Set([...left.map(({ symbol }) => symbol), ...kept])]
  if (untouched.length === foreign.length && foreign.every(symbol => untouched.includes(symbol))) {
    return (await desk.state.account.read()).item
  }
  const changed = await desk.state.account.update(current => ({
    ...(untouched.length === 0 ? withoutHaltBeside(current) : current),
    foreign: untouched.toSorted(),
  }))
  return changed.item
}

/** True when the position is managed from now on. One that was found foreign before is not asked about again. */
async function adopt(desk: SurveyDesk, found: Found, knownForeign: boolean): Promise<boolean> {
  const all = desk.configuration.adopt === 'all'
  if (knownForeign && !all) return false
  const { own, otherDeployment } = await whoIsBehind(desk, found.open)
  if (own) return adoptOwn(desk, own, found)
  if (otherDeployment) {
    await haltBeside(desk, otherDeployment, found.open.symbol)
    return false
  }
  return all ? adoptForeign(desk, found) : false
}
