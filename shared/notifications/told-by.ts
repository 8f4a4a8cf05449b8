import type { Position } from '#domain/position.ts'
import type { Change } from './change.ts'
import type { Notification } from './notification.ts'
import { type AccountOf, tellAccount } from './tell-account.ts'
import { isTold, tellStep } from './tell-step.ts'

/** The position to read before reporting a change; undefined if the change concerns none. */
export function positionIdIn({ pk, sk, now, before }: Change): string | undefined {
  const [, id] = /^POSITION#(.+)$/.exec(pk) ?? []
  const isNew = now !== undefined && before === undefined
  return id !== undefined && isStep(sk) && isNew && isTold(now) ? id : undefined
}

/**
 * The notifications of a change: what a position's step means to the operator, who halted or resumed entries, which
 * protections lock them. The same change yields the same notifications, under the same ids.
 */
export function toldBy(
  change: Change,
  { position, ...of }: AccountOf & { readonly position?: Position | undefined },
): readonly Notification[] {
  if (change.pk === 'ACCOUNT') return tellAccount(change, of)
  if (position === undefined || positionIdIn(change) !== position.id) return []
  const told = tellStep(change, of.deployment, position)
  return told === undefined ? [] : [told]
}

/** A journal step's sort key is its time; the position's own is a word. */
const isStep = (sk: string): boolean => /^\d/.test(sk)
