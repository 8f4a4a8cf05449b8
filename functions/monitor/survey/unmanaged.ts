import { isDeepStrictEqual } from 'node:util'
import { halts as systemHalts } from '#domain/halts.ts'
import type { AccountPositions } from '#ports/exchange.ts'
import type { Account } from '#ports/state.ts'
import { adoptForeign, adoptOwn, type Found } from './adoption/adopt.ts'
import { type Foreign, whoIsBehind, withForeign } from './adoption/ownership.ts'
import { inTime } from './in-time.ts'
import type { SurveyContext } from './survey-context.ts'

const { otherDeployment: halt } = systemHalts

/**
 * Handles positions on symbols without a slot. Our own, left by a crash or found after an outage, are taken over;
 * with QT_ADOPT=all, so are all others except another deployment's. The rest are not ours to touch: each raises one
 * alarm, and blocks entries on its symbol until it is gone. Returns the account as it then is.
 */
export async function takeUnmanaged(
  context: SurveyContext,
  account: Account,
  { shown, lookedAt }: { readonly shown: AccountPositions; readonly lookedAt: number },
): Promise<Account> {
  const { open, unread, complete } = shown
  const loose = open.filter(({ symbol }) => !account.slots[symbol])
  if (loose.length + account.foreign.length === 0 && !account.halts[halt]) return account
  // An executor may have taken its slot since the account was read.
  const { slots, foreign } = (await context.state.account.read()).item
  const unmanaged = loose.filter(({ symbol }) => !slots[symbol])
  const found = await Promise.all(
    unmanaged.map(position => {
      const known = foreign.includes(position.symbol)
      // A new position does not count as unmanaged before its owner is known.
      const otherwise = known ? { symbol: position.symbol } : undefined
      const work = { name: 'adoption', symbol: position.symbol, otherwise }
      return inTime(context, work, () => adopt(context, { open: position, lookedAt }, known))
    }),
  )
  const left = found.filter(each => each !== undefined)
  const isLeft = (symbol: string) => left.some(each => each.symbol === symbol)
  for (const { symbol, side, quantity } of unmanaged) {
    if (foreign.includes(symbol) || !isLeft(symbol)) continue
    context.telemetry.warn('unmanaged-position', { symbol, side, quantity })
    context.telemetry.count('UnmanagedPosition')
  }
  // A position that cannot be read may still be there.
  const isShown = (symbol: string) => open.some(each => each.symbol === symbol)
  const kept = foreign.filter(symbol => !isShown(symbol) && (unread.includes(symbol) || !complete))
  const { item } = await context.state.account.update(current => {
    const next = withForeign(current, [...left, ...kept.map(symbol => ({ symbol }))])
    return isDeepStrictEqual(next, current) ? undefined : next
  })
  const why = item.halts[halt]
  if (why && !account.halts[halt]) context.telemetry.warn('entries-halted', { by: halt, why })
  return item
}

/** Undefined if the position is managed from now on. A position already found to be unmanaged is not checked again. */
async function adopt(
  context: SurveyContext,
  found: Found,
  knownForeign: boolean,
): Promise<Foreign | undefined> {
  const { open } = found
  const foreign = { symbol: open.symbol }
  const all = context.configuration.adopt === 'all'
  if (knownForeign && !all) return foreign
  const { own, lost, otherDeployment: deployment } = await whoIsBehind(context, open)
  if (own) return (await adoptOwn(context, own, found)) ? undefined : foreign
  if (deployment) return { ...foreign, deployment }
  return (all || lost) && (await adoptForeign(context, found)) ? undefined : foreign
}
