import { createHash } from 'node:crypto'
import type { Choice } from '../space.ts'
import { keyOf } from '../try.ts'

/** Keys in the lab's bucket. */

/** An input file, by its contents: sweeps of the same file share it. */
export const fileKey = (contents: Uint8Array, name: string): string =>
  `files/${digestOf(contents, 32)}/${name}`

/** A sweep, by its subject and release: results of others never mix with it. */
export const sweepPrefix = (subject: object, release: string): string =>
  `sweeps/${digestOf(JSON.stringify([subject, release]), 32)}/`

/** Prefix of its runs' names. */
export const digestOfSweep = (sweep: string): string => sweep.split('/')[1] ?? sweep

export const workKey = (sweep: string): string => `${sweep}work.json`
export const setsKey = (sweep: string, run: string): string => `${sweep}sets/${run}.json`
export const resultsPrefix = (sweep: string): string => `${sweep}results/`
/** The result of a set, from any run and for any order of its settings. */
export const resultKey = (sweep: string, set: Choice): string =>
  `${resultsPrefix(sweep)}${digestOf(keyOf(set), 32)}.json`
/** Prefix under which Step Functions writes the sets that a run left unplayed, and why. */
export const runPrefix = (sweep: string, run: string): string => `${sweep}runs/${run}`

const digestOf = (what: Uint8Array | string, digits: number): string =>
  createHash('sha256').update(what).digest('hex').slice(0, digits)
