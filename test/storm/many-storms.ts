import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Storm } from './run-storm.ts'

const threadFile = fileURLToPath(new URL('storm-thread.ts', import.meta.url))

/** Sums over storms, and the storms that broke a promise. */
export interface Tally {
  runs: number
  steps: number
  faults: number
  ticks: number
  positions: number
  readonly failed: Storm[]
}

export const emptyTally = (): Tally => ({ runs: 0, steps: 0, faults: 0, ticks: 0, positions: 0, failed: [] })

/**
 * Runs the storms of `runs` seeds from `seed` on, in threads; each thread takes the next seed when it has finished
 * one.
 */
export async function runStorms(
  seed: number,
  runs: number,
  threads: number,
  heard: (tally: Tally) => void = () => {},
): Promise<Tally> {
  const tally = emptyTally()
  let next = seed
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(threadFile, { resourceLimits: { maxYoungGenerationSizeMb: 64 } })
      const ask = () => {
        if (next < seed + runs) worker.postMessage(next++)
        else void worker.terminate().then(() => resolve())
      }
      worker.on('error', reject)
      worker.on('message', (storm: Storm) => {
        add(tally, storm)
        heard(tally)
        ask()
      })
      ask()
    })
  await Promise.all(Array.from({ length: threads }, thread))
  tally.failed.sort((a, b) => a.seed - b.seed)
  return tally
}

export function add(tally: Tally, storm: Storm): void {
  tally.runs += 1
  tally.steps += storm.steps
  tally.faults += storm.faults.length
  tally.ticks += storm.ticks
  tally.positions += storm.naked.length
  if (storm.violations.length > 0) tally.failed.push(storm)
}
