import { parentPort } from 'node:worker_threads'
import { keepCompiled } from '../../infra/local/compiled.mjs'
import type { Cell } from './cells.ts'

keepCompiled()
const { verdictOn } = await import('./verdict.ts')

/** Refusals are thrown and caught in every cell; where is never read. */
Error.stackTraceLimit = 0

parentPort?.on('message', (cells: readonly Cell[]) => {
  void (async () => {
    for (const cell of cells) parentPort?.postMessage({ verdict: await verdictOn(cell) })
    parentPort?.postMessage({ verdict: undefined })
  })()
})
