import { parentPort } from 'node:worker_threads'
import { runStorm } from './run-storm.ts'

parentPort?.on('message', (seed: number) => {
  void runStorm(seed).then(storm => parentPort?.postMessage(storm))
})
