import { parentPort, workerData } from 'node:worker_threads'
import { playerOf, type TryWork } from './player.ts'
import type { Choice } from './space.ts'

/** Refusals are thrown and caught by the thousand; where is never read. */
Error.stackTraceLimit = 4

/** A thread's market and signals are read once, and played with each set of settings. */
const play = playerOf(workerData as TryWork)

parentPort?.on('message', (set: Choice) => {
  play(set).then(
    played => parentPort?.postMessage(played),
    // It ends the thread, and is heard where the thread was started.
    (error: unknown) =>
      setImmediate(() => {
        throw error
      }),
  )
})
