import { type Difference, differencesOf } from './differences.ts'
import type { Kept } from './kept.ts'
import { paperAnswers } from './paper-answers.ts'
import type { Rehearsed } from './rehearsal.ts'
import { type Shown, stopsShown } from './stops-shown.ts'

/**
 * `passed`: every step was done, nothing is left, and whatever was answered is what the paper venue answers. `differs`:
 * the same but for answers. `failed`: a step was not done, or something is left.
 */
export type Verdict = 'passed' | 'differs' | 'failed'

export interface Judged extends Rehearsed {
  readonly verdict: Verdict
  readonly differences: readonly Difference[]
  readonly shown: readonly Shown[]
  readonly requests: number
}

/** A field more than the paper venue has is read by no part of this system; with the others it has coped. */
const harmless: readonly Difference['kind'][] = ['more', 'moment', 'late']

/** Judges a rehearsal by all that was answered in it. */
export async function judge(rehearsed: Rehearsed, kept: readonly Kept[], symbol: string): Promise<Judged> {
  const differences = differencesOf(kept, await paperAnswers(kept, symbol))
  const clean = rehearsed.left.length === 0 && rehearsed.taken.every(({ done }) => done)
  const alike = differences.every(({ kind }) => harmless.includes(kind))
  const verdict = !clean ? 'failed' : alike ? 'passed' : 'differs'
  return { ...rehearsed, verdict, differences, shown: stopsShown(kept), requests: kept.length }
}
