import { parentPort } from 'node:worker_threads'
import { keepCompiled } from '../../infra/local/compiled.mjs'

keepCompiled()
const { runStorm } = await import('./run-storm.ts')

/** Thousands of refusals are thrown and caught in a storm; where is never read. */
Error.stackTraceLimit = 0

parentPort?.on('message', (seed: number) => {
  void runStorm(seed).then(storm => parentPort?.postMessage(storm))
})
