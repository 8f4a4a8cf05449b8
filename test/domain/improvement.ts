import { raised } from '#domain/intentions.ts'
import { type Improvement, violations } from '#domain/invariants.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import type { ImprovementInvariant } from '#domain/violation.ts'
import { calm, calmLook } from './calm.ts'

/**
 * The invariants that an improvement breaks for a long of 10 ETH at 2500, its stop at 2498.34, its first take-profit
 * of 5 in the book; its next client id is the 4th.
 */
export const broken = (after: Position, change: Partial<Improvement> = {}): readonly ImprovementInvariant[] =>
  violations({ before: calm, after, look: calmLook({ markPrice: '2510' }), ...change }).map(
    ({ invariant }) => invariant,
  )

/** Its stop raised to this level, by its first tier. */
export const at = (level: string, before: OpenPosition = calm) => raised(before, level, 1)
