import { parentPort } from 'node:worker_threads'
import { runStorm } from './run-storm.ts'

/** Thousands of refusals are thrown and caught in a storm; where is never read. */
Error.stackTraceLimit = 0

parentPort?.on('message', (seed: number) => {
  void runStorm(seed).then(storm => parentPort?.postMessage(storm))
})
