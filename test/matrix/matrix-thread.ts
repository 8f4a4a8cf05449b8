import { parentPort } from 'node:worker_threads'
import { keepCompiled } from '../../infra/local/compiled.mjs'
import type { Cell } from './cells.ts'

keepCompiled()
const { verdictOn } = await import('./verdict.ts')

/** Every cell throws and catches errors, and never reads their stack traces. */
Error.stackTraceLimit = 0

parentPort?.on('message', (cells: readonly Cell[]) => {
  void (async () => {
    for (const cell of cells) parentPort?.postMessage({ verdict: await verdictOn(cell) })
    parentPort?.postMessage({ verdict: undefined })
  })()
})
