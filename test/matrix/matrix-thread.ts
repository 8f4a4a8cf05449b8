import { parentPort } from 'node:worker_threads'
import type { Cell } from './cells.ts'
import { verdictOn } from './verdict.ts'

/** Refusals are thrown and caught in every cell; where is never read. */
Error.stackTraceLimit = 0

parentPort?.on('message', (cells: readonly Cell[]) => {
  void (async () => {
    for (const cell of cells) parentPort?.postMessage({ verdict: await verdictOn(cell) })
    parentPort?.postMessage({ verdict: undefined })
  })()
})
