import type { TryWork } from '../player.ts'
import type { Choice } from '../space.ts'
import type { Try } from '../try.ts'
import { usdOf } from './estimate.ts'
import { failuresOf } from './failures.ts'
import { digestOfSweep, resultKey, resultsPrefix, runPrefix, setsKey, workKey } from './keys.ts'
import { readResult } from './result.ts'
import type { Run, RunState, Runs } from './runs.ts'
import type { Store } from './store.ts'
import { stored } from './work.ts'

/** The lab as it is deployed. */
export interface Lab {
  readonly store: Store
  readonly runs: Runs
  /** Which code replays there. */
  readonly release: string
  readonly memoryMb: number
}

export interface PlayedOnAws {
  readonly lab: Lab
  readonly work: TryWork
  /** Where the sweep lies in the store. */
  readonly sweep: string
  /** Plays a set on this machine: how long it takes there follows from it. */
  readonly measure: (set: Choice) => Promise<Try>
  /** How many sets to play at once; throws where the operator does not agree. */
  readonly agree: (sets: number, msHere: number) => Promise<number>
  /** USD at which a run is stopped. */
  readonly budget: number
  readonly heard: (one: Try) => void
  /** A run is under way, and will be when this process ends. */
  readonly follows: (run: Run) => void
  readonly say: (text: string) => void
  readonly pause: () => Promise<void>
}

/** A set without a result, and why. */
export interface Unplayed {
  readonly set: Choice
  readonly because: string
}

const readAtOnce = 16

/**
 * Plays sets on AWS, each once: what lies in the bucket is collected, a run of the same sweep that is under way is
 * followed, and only what is left then is begun. Answers the sets that failed or were not reached.
 */
export async function playOnAws(sets: readonly Choice[], on: PlayedOnAws): Promise<readonly Unplayed[]> {
  const { lab, sweep, say } = on
  const left = new Map(sets.map(set => [resultKey(sweep, set), set]))
  let usd = 0

  async function collect(): Promise<void> {
    const keys = (await lab.store.list(resultsPrefix(sweep))).filter(key => left.has(key))
    for (let from = 0; from < keys.length; from += readAtOnce) {
      const some = keys.slice(from, from + readAtOnce)
      const read = await Promise.all(some.map(async key => [key, await lab.store.read(key)] as const))
      for (const [key, bytes] of read) {
        const set = left.get(key)
        if (!set || !bytes) continue
        const { v: _, ms, ...played } = readResult(key, bytes)
        left.delete(key)
        usd += usdOf(ms, lab.memoryMb)
        on.heard({ set, ...played })
      }
    }
  }

  /** Until it is over, and what it left is collected. */
  async function follow(run: Run): Promise<RunState> {
    on.follows(run)
    usd = 0
    let stopped: string | undefined
    for (;;) {
      const state = await lab.runs.look(run)
      await collect()
      if (state.isOver) return stopped ? { ...state, because: stopped } : state
      if (usd > on.budget && !stopped) {
        stopped = 'the run was stopped, because the sets played cost more than --budget'
        await lab.runs.stop(run, stopped)
      }
      await on.pause()
    }
  }

  await collect()
  const before = await lab.runs.underWay(digestOfSweep(sweep))
  if (before) {
    say(`A run of this sweep is under way (${before.name}): it is followed.`)
    await follow(before)
  }
  const [first] = left.values()
  if (!first) return []
  const begun = performance.now()
  on.heard(await on.measure(first))
  left.delete(resultKey(sweep, first))
  if (left.size === 0) return []
  const concurrency = await on.agree(left.size, performance.now() - begun)
  const run = await begin([...left.values()], concurrency, on)
  const { because = 'the run ended without it' } = await follow(run)
  if (left.size === 0) return []
  const failures = await failuresOf(lab.store, sweep, run)
  return [...left].map(([key, set]) => ({ set, because: failures.get(key) ?? because }))
}

async function begin(sets: readonly Choice[], concurrency: number, on: PlayedOnAws): Promise<Run> {
  const { lab, sweep, work, say } = on
  const { store, runs, release } = lab
  const there = await stored(work, store, file => say(`${file} goes to the bucket.`))
  await store.write(workKey(sweep), JSON.stringify(there))
  const name = `${digestOfSweep(sweep)}-${Date.now().toString(36)}`
  const key = setsKey(sweep, name)
  await store.write(key, JSON.stringify(sets))
  return runs.start(name, { v: 1, sweep, release, sets: key, run: runPrefix(sweep, name), concurrency })
}
