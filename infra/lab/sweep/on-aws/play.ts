import type { TryWork } from '../player.ts'
import type { Choice } from '../space.ts'
import type { Try } from '../try.ts'
import { type Collection, collectionOf } from './collection.ts'
import { failuresOf } from './failures.ts'
import { digestOfSweep, resultKey, runPrefix, setsKey, workKey } from './keys.ts'
import type { Run, RunState, Runs } from './runs.ts'
import type { Store } from './store.ts'
import { stored } from './work.ts'

/** The lab as it is deployed. */
export interface Lab {
  readonly store: Store
  readonly runs: Runs
  /** The code that replays there. */
  readonly release: string
  readonly memoryMb: number
}

export interface PlayedOnAws {
  readonly lab: Lab
  readonly work: TryWork
  /** The sweep's keys in the store. */
  readonly sweep: string
  /** Plays a set on this machine, to estimate its time there. */
  readonly measure: (set: Choice) => Promise<Try>
  /** How many sets to play at once; throws if the operator does not agree. */
  readonly agree: (sets: number, msHere: number) => Promise<number>
  /** Cost in USD at which a run is stopped. */
  readonly budget: number
  readonly heard: (one: Try) => void
  /** The run under way, which would outlive this process; undefined once it has ended. */
  readonly follows: (run: Run | undefined) => void
  readonly say: (text: string) => void
  readonly pause: () => Promise<void>
}

/** A set without a result, and why. */
export interface Unplayed {
  readonly set: Choice
  readonly because: string
}

/**
 * Plays sets on AWS, each once. It collects the results in the bucket, follows a run of the same sweep that is under
 * way, and starts only the remaining sets. Returns the sets that failed or were not reached.
 */
export async function playOnAws(sets: readonly Choice[], on: PlayedOnAws): Promise<readonly Unplayed[]> {
  const { lab, sweep, heard, say } = on
  const collection = collectionOf(sets, { ...lab, sweep }, heard)
  await collection.collect()
  const before = await lab.runs.underWay(digestOfSweep(sweep))
  if (before) {
    say(`A run of this sweep is under way (${before.name}); following it.`)
    await follow(before, collection, on)
  }
  const [first] = collection.left()
  if (!first) return []
  const begun = performance.now()
  collection.add(await on.measure(first))
  const rest = collection.left()
  if (rest.length === 0) return []
  const concurrency = await on.agree(rest.length, performance.now() - begun)
  const run = await begin(rest, concurrency, on)
  const { because = 'the run ended without it' } = await follow(run, collection, on)
  const unplayed = collection.left()
  if (unplayed.length === 0) return []
  const failures = await failuresOf(lab.store, sweep, run)
  return unplayed.map(set => ({ set, because: failures.get(resultKey(sweep, set)) ?? because }))
}

/** Follows the run to its end, and collects its last results. */
async function follow(run: Run, { collect }: Collection, on: PlayedOnAws): Promise<RunState> {
  const { runs } = on.lab
  on.follows(run)
  let usd = 0
  let stopped: string | undefined
  for (;;) {
    const state = await runs.look(run)
    usd += await collect()
    if (state.isOver) {
      on.follows(undefined)
      return stopped ? { ...state, because: stopped } : state
    }
    if (usd > on.budget && !stopped) {
      stopped = 'the run was stopped, because the sets played cost more than --budget'
      await runs.stop(run, stopped)
    }
    await on.pause()
  }
}

async function begin(sets: readonly Choice[], concurrency: number, on: PlayedOnAws): Promise<Run> {
  const { lab, sweep, work, say } = on
  const { store, runs, release } = lab
  const there = await stored(work, store, file => say(`Uploading ${file}.`))
  await store.write(workKey(sweep), JSON.stringify(there))
  const name = `${digestOfSweep(sweep)}-${Date.now().toString(36)}`
  const key = setsKey(sweep, name)
  await store.write(key, JSON.stringify(sets))
  return runs.start(name, { v: 1, sweep, release, sets: key, run: runPrefix(sweep, name), concurrency })
}
