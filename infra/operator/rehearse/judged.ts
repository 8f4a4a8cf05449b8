import { type Difference, differencesOf } from './differences.ts'
import type { Kept } from './kept.ts'
import { paperAnswers } from './paper-answers.ts'
import type { Rehearsed } from './rehearsal.ts'
import { type Shown, stopsShown } from './stops-shown.ts'

/**
 * `passed`: every step was done, nothing is left, and every answer agrees with the paper venue's. `differs`: only
 * answers differ. `failed`: a step was not done, or something is left.
 */
export type Verdict = 'passed' | 'differs' | 'failed'

export interface Judged extends Rehearsed {
  readonly verdict: Verdict
  readonly differences: readonly Difference[]
  readonly shown: readonly Shown[]
  readonly requests: number
}

/** Harmless differences: no part of this system reads an additional field, and it has coped with the others. */
const harmless: readonly Difference['kind'][] = ['more', 'moment', 'late']

/** Judges a rehearsal from all its answers. */
export async function judge(rehearsed: Rehearsed, kept: readonly Kept[], symbol: string): Promise<Judged> {
  const differences = differencesOf(kept, await paperAnswers(kept, symbol))
  const clean = rehearsed.left.length === 0 && rehearsed.taken.every(({ done }) => done)
  const alike = differences.every(({ kind }) => harmless.includes(kind))
  const verdict = !clean ? 'failed' : alike ? 'passed' : 'differs'
  return { ...rehearsed, verdict, differences, shown: stopsShown(kept), requests: kept.length }
}
