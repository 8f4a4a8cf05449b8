import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { isUnwritten } from '../../local/play/place.ts'
import type { TryWork } from './player.ts'
import type { Choice } from './space.ts'
import { keyOf, type Played, type Try } from './try.ts'

/** Most objects die young: more room for them costs memory and saves no time. */
const maxYoungGenerationSizeMb = 24

const threadFile = fileURLToPath(new URL('try-thread.ts', import.meta.url))

/**
 * Plays each set in one of this many threads; `heard` is called with each result. Rejects if a set cannot be played.
 */
export async function playTries(
  sets: readonly Choice[],
  work: TryWork,
  threads: number,
  heard: (one: Try) => void,
): Promise<void> {
  const left = [...sets]
  const workers: Worker[] = []
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(threadFile, {
        workerData: work,
        resourceLimits: { maxYoungGenerationSizeMb },
      })
      workers.push(worker)
      let set: Choice | undefined
      const next = () => {
        set = left.shift()
        if (set) worker.postMessage(set)
        else resolve()
      }
      worker.on('error', error =>
        reject(
          isUnwritten(error) ? error : new Error(`${set && keyOf(set)}: ${String(error)}`, { cause: error }),
        ),
      )
      worker.on('message', (played: Played) => {
        try {
          if (set) heard({ set, ...played })
          next()
        } catch (error) {
          reject(error)
        }
      })
      next()
    })
  try {
    await Promise.all(Array.from({ length: Math.min(threads, sets.length) }, thread))
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}
