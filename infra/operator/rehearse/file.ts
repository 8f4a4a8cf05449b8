import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Kept } from './kept.ts'
import type { Rehearsed } from './rehearsal.ts'

/** The first line of a rehearsal's file. */
export interface Heading {
  readonly v: 1
  readonly symbol: string
  readonly venue: string
  readonly release: string
  /** ISO. */
  readonly at: string
}

/**
 * A file of JSON lines: the heading, each request with its answer, the ending. Throws a `Complaint` if the file exists.
 * A full disk must not keep answers from the rehearsal, which needs them to clean up: only `end` throws then.
 */
export function beginFile(file: string, heading: Heading) {
  const line = (what: object) => `${JSON.stringify(what)}\n`
  try {
    writeFileSync(file, line({ rehearsal: heading }), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const why = `${file} cannot be written: ${(error as Error).message}`
    throw new Complaint(exitCodes.usage, why, 'name another file: --file FILE', error)
  }
  let failed: Error | undefined
  const append = (what: object) => {
    if (failed) return
    try {
      appendFileSync(file, line(what))
    } catch (error) {
      failed = error as Error
    }
  }
  return {
    ask: (asked: Kept) => append({ asked }),
    end(ended: Rehearsed) {
      append({ ended })
      if (failed) throw unkept(file, failed, ended)
    },
  }
}

const unkept = (file: string, failed: Error, { left }: Rehearsed) =>
  new Complaint(
    exitCodes.no,
    `${file} could not be written to its end: ${failed.message}; ${left.length > 0 ? `left: ${left.join('; ')}` : 'nothing is left'}`,
    'make room there, or name another file (--file FILE), and rehearse again',
    failed,
  )

export interface Read {
  readonly heading: Heading
  readonly kept: readonly Kept[]
  /** Absent: the rehearsal was killed. */
  readonly ended: Rehearsed | undefined
  /** Whether the last line was cut, as by a power failure: the file is read up to there. */
  readonly isCut: boolean
}

type Line = { readonly rehearsal?: Heading; readonly asked?: Kept; readonly ended?: Rehearsed }

/** A rehearsal read from its file. */
export function readFile(file: string): Read {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    const isCut = !isWhole(lines.at(-1) || '{}')
    const whole = isCut ? lines.slice(0, -1) : lines
    const all = whole.filter(Boolean).map(line => JSON.parse(line) as Line)
    const heading = all.find(({ rehearsal }) => rehearsal)?.rehearsal
    if (!heading) throw new Error('it does not begin as the file of a rehearsal does')
    return {
      heading,
      kept: all.flatMap(({ asked }) => asked ?? []),
      ended: all.findLast(({ ended }) => ended)?.ended,
      isCut,
    }
  } catch (error) {
    const why = `${file} cannot be read as a rehearsal: ${(error as Error).message}`
    throw new Complaint(exitCodes.usage, why, 'name a file that qt rehearse wrote', error)
  }
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
