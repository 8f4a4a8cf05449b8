import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Kept } from './kept.ts'
import type { Rehearsed } from './rehearsal.ts'

/** What the file of a rehearsal begins with. */
export interface Heading {
  readonly v: 1
  readonly symbol: string
  readonly venue: string
  readonly release: string
  /** ISO. */
  readonly at: string
}

/** Lines of JSON: the heading, each request as it was answered, how it went. Throws a `Complaint` where there is a file. */
export function beginFile(file: string, heading: Heading) {
  const line = (what: object) => `${JSON.stringify(what)}\n`
  try {
    writeFileSync(file, line({ rehearsal: heading }), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const why = `${file} cannot be written: ${(error as Error).message}`
    throw new Complaint(exitCodes.usage, why, 'name another file: --file FILE', error)
  }
  return {
    ask: (asked: Kept) => appendFileSync(file, line({ asked })),
    end: (ended: object) => appendFileSync(file, line({ ended })),
  }
}

export interface Read {
  readonly heading: Heading
  readonly kept: readonly Kept[]
  /** Absent where the rehearsal was killed. */
  readonly ended: Rehearsed | undefined
}

/** A rehearsal that was kept. */
export function readFile(file: string): Read {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
    const all = lines.map(
      line => JSON.parse(line) as { rehearsal?: Heading; asked?: Kept; ended?: Rehearsed },
    )
    const heading = all.find(({ rehearsal }) => rehearsal)?.rehearsal
    if (!heading) throw new Error('it does not begin as the file of a rehearsal does')
    return {
      heading,
      kept: all.flatMap(({ asked }) => asked ?? []),
      ended: all.findLast(({ ended }) => ended)?.ended,
    }
  } catch (error) {
    const why = `${file} cannot be read as a rehearsal: ${(error as Error).message}`
    throw new Complaint(exitCodes.usage, why, 'name a file that qt rehearse wrote', error)
  }
}
