import { parentPort } from 'node:worker_threads'
import { keepCompiled } from '../../infra/local/compiled.mjs'

keepCompiled()
const { runStorm } = await import('./run-storm.ts')

/** A storm throws and catches thousands of errors, and never reads their stack traces. */
Error.stackTraceLimit = 0

parentPort?.on('message', (seed: number) => {
  void runStorm(seed).then(storm => parentPort?.postMessage(storm))
})
