import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Cell } from './cells.ts'
import type { Verdict } from './verdict.ts'

/** Longest times of all cells with one fault, in milliseconds, as a verdict has them. */
export interface Longest {
  nakedMs: number
  lateMs: number
  leftMs: number
}

/** Sums over cells, and the cells that broke a promise. */
export interface Tally {
  cells: number
  /** Cells whose call was not made, because a concurrent run had done the work. */
  notMet: number
  readonly longest: Map<string, Longest>
  readonly failed: Verdict[]
}

const threadFile = fileURLToPath(new URL('matrix-thread.ts', import.meta.url))
const batch = 25

/**
 * Every `step`th cell. A step that shares no divisor with the number of faults of a call meets each fault somewhere.
 */
export const everyNth = (cells: readonly Cell[], step: number, first = 0): readonly Cell[] =>
  cells.filter((_, index) => index % step === first)

/** These cells, and the first of each fault that none of them has: some faults have few cells. */
export function withEveryFault(some: readonly Cell[], all: readonly Cell[]): readonly Cell[] {
  const met = new Set(some.map(({ strike }) => strike.fault))
  const firsts = Map.groupBy(all, ({ strike }) => strike.fault)
  return [...some, ...[...firsts].flatMap(([fault, cells]) => (met.has(fault) ? [] : cells.slice(0, 1)))]
}

/** Plays cells in threads; each thread takes the next few when it has finished some. */
export async function playCells(
  cells: readonly Cell[],
  threads: number,
  heard: (tally: Tally, last: Verdict) => void = () => {},
): Promise<Tally> {
  const tally: Tally = { cells: 0, notMet: 0, longest: new Map(), failed: [] }
  let next = 0
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(threadFile, { resourceLimits: { maxYoungGenerationSizeMb: 64 } })
      const ask = () => {
        const some = cells.slice(next, next + batch)
        next += batch
        if (some.length > 0) worker.postMessage(some)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('error', reject)
      worker.on('message', ({ verdict }: { readonly verdict: Verdict | undefined }) => {
        if (!verdict) return ask()
        add(tally, verdict)
        heard(tally, verdict)
      })
      ask()
    })
  await Promise.all(Array.from({ length: threads }, thread))
  return tally
}

function add(tally: Tally, verdict: Verdict): void {
  tally.cells += 1
  if (!verdict.met) tally.notMet += 1
  const longest = tally.longest.get(verdict.fault) ?? { nakedMs: 0, lateMs: 0, leftMs: 0 }
  longest.nakedMs = Math.max(longest.nakedMs, verdict.nakedMs)
  longest.lateMs = Math.max(longest.lateMs, verdict.lateMs)
  longest.leftMs = Math.max(longest.leftMs, verdict.leftMs)
  tally.longest.set(verdict.fault, longest)
  if (verdict.violations.length > 0) tally.failed.push(verdict)
}
