import type { Position } from '#domain/position.ts'
import type { Change } from './change.ts'
import type { Notification } from './notification.ts'
import { type AccountOf, tellAccount } from './tell-account.ts'
import { isTold, tellStep } from './tell-step.ts'

/** Whose position has to be read before a change can be told; undefined: there is nothing to tell of one. */
export function positionIdIn({ pk, sk, now, before }: Change): string | undefined {
  const [, id] = /^POSITION#(.+)$/.exec(pk) ?? []
  const isNew = now !== undefined && before === undefined
  return id !== undefined && isStep(sk) && isNew && isTold(now) ? id : undefined
}

/**
 * What a change has to tell: of a position's step what it means to the operator, of the account who halted entries or
 * lets them go on, and what a protection locks. The same change tells the same again, under the same ids.
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

/** A step of a journal lies under its time; the position itself under a word. */
const isStep = (sk: string): boolean => /^\d/.test(sk)
