import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../audit/report.ts'
import { type PathOrder, pathOrders } from '../market/price-path.ts'

/** The outcome of the same market under the other order of high and low, or why there is none. */
export type OtherOutcome =
  | { readonly path: PathOrder; readonly report: Report }
  | { readonly path: PathOrder; readonly failure: string }

/** What `--html` says where no page is to be drawn, whatever it said before. */
export const noPictures = ''

export interface OtherPath {
  readonly outcome: Promise<OtherOutcome>
  /** Ends its process, if it is still there, and removes what it wrote. */
  stop(): void
}

/**
 * Plays the same market with the other order of high and low inside its candles, in a process of its own and
 * as fast as it goes.
 */
export function playOtherPath(given: readonly string[], played: PathOrder): OtherPath {
  const path: PathOrder = played === pathOrders[0] ? pathOrders[1] : pathOrders[0]
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-'))
  const json = join(folder, 'report.json')
  // What is said last counts: the pictures are of the market that is shown.
  const again = [
    ...given,
    '--path',
    path,
    '--speed',
    'max',
    '--once',
    '--json',
    json,
    `--html=${noPictures}`,
    '--notify=',
  ]
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...again], {
    // It ends with the channel: no way of ending this process leaves it behind.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.on('data', chunk => {
    complaint += chunk
  })
  const failed = (why: string): OtherOutcome => ({ path, failure: complaint.trim() || why })
  const outcome = new Promise<OtherOutcome>(resolve => {
    child.once('error', error => resolve(failed(error.message)))
    child.once('close', (code, signal) => {
      try {
        resolve({ path, report: JSON.parse(readFileSync(json, 'utf8')) as Report })
      } catch {
        resolve(failed(`it ended with ${signal ?? `exit code ${code}`}`))
      }
    })
  })
  return {
    outcome,
    stop() {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
