import { createHash } from 'node:crypto'
import type { Choice } from '../space.ts'
import { keyOf } from '../try.ts'

/** Where each thing lies in the lab's bucket. */

/** A file that is played, by its contents: sweeps of the same file share it. */
export const fileKey = (contents: Uint8Array, name: string): string =>
  `files/${digestOf(contents, 32)}/${name}`

/** A sweep, by what its results belong to and which release makes them: those of another never mix with them. */
export const sweepPrefix = (subject: object, release: string): string =>
  `sweeps/${digestOf(JSON.stringify([subject, release]), 32)}/`

/** By which the names of its runs begin. */
export const digestOfSweep = (sweep: string): string => sweep.split('/')[1] ?? sweep

export const workKey = (sweep: string): string => `${sweep}work.json`
export const setsKey = (sweep: string, run: string): string => `${sweep}sets/${run}.json`
export const resultsPrefix = (sweep: string): string => `${sweep}results/`
/** What a set came to, whichever run played it, and in whatever order its settings stand. */
export const resultKey = (sweep: string, set: Choice): string =>
  `${resultsPrefix(sweep)}${digestOf(keyOf(set), 32)}.json`
/** Below it Step Functions writes which sets a run left unplayed, and why. */
export const runPrefix = (sweep: string, run: string): string => `${sweep}runs/${run}`

const digestOf = (what: Uint8Array | string, digits: number): string =>
  createHash('sha256').update(what).digest('hex').slice(0, digits)
