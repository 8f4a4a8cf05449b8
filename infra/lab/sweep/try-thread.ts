import { parentPort, workerData } from 'node:worker_threads'
import { playerOf, type TryWork } from './player.ts'
import type { Choice } from './space.ts'

/** Rejections are thrown and caught by the thousand; their stack is never read. */
Error.stackTraceLimit = 4

/** A thread reads its market and signals once, and plays them with each set. */
const play = playerOf(workerData as TryWork)

parentPort?.on('message', (set: Choice) => {
  play(set).then(
    played => parentPort?.postMessage(played),
    // It ends the thread, and reaches the code that started it.
    (error: unknown) =>
      setImmediate(() => {
        throw error
      }),
  )
})
