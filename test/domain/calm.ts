import { offered } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { aLook, anOpenPosition, backupOf, now, primaryOf, rungOrderOf } from './builders.ts'

export const open = (position: unknown) => position as OpenPosition

/** A long of 10 ETH at 2500 with its first take-profit in the book: nothing is to do. */
export const calm = open(offered(anOpenPosition(), 0, now))
export const calmLook = (change: Partial<Look> = {}) =>
  aLook(calm, { orders: [primaryOf(calm), backupOf(calm), rungOrderOf(calm, 0)], ...change })

/** The next move if one thing differs. */
export const decide = (change: Partial<Look> = {}, position: Partial<OpenPosition> = {}) =>
  nextMove({ ...calm, ...position }, calmLook(change))
