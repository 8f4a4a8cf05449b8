import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { PaceName } from '#domain/latency.ts'
import type { Report } from '../audit/report.ts'
import { type PathOrder, pathOrders } from '../market/price-path.ts'
import type { Interruption } from './interruption.ts'
import type { PlanOptions } from './plan.ts'
import { showShare } from './show/progress.ts'
import type { Screen } from './show/screen.ts'

/** The outcome of the same market under the other order of high and low, or why there is none. */
export type OtherOutcome =
  | { readonly path: PathOrder; readonly report: Report }
  | { readonly path: PathOrder; readonly failure: string }

/** The one request to the process beside. */
export interface ToOtherPath {
  readonly options: PlanOptions
  readonly latency: PaceName
}

/** Its answers: its progress (of 1) now and then, and its report at the end. */
export type FromOtherPath = { readonly share: number } | { readonly report: Report }

export interface OtherPath {
  readonly outcome: Promise<OtherOutcome>
  /** Progress, of 1. */
  readonly share: () => number
  /** Ends its process if that still runs. */
  stop(): void
}

/**
 * The lab gives the same result as a run with threads in a fraction of the time. Loaded by its path: nothing here
 * imports it.
 */
const player = fileURLToPath(new URL('../../lab/other-path.ts', import.meta.url))

/** Plays the same market with the other order of high and low inside its candles, in a process of its own. */
export function playOtherPath(
  given: PlanOptions & { readonly path: PathOrder },
  latency: PaceName,
): OtherPath {
  const path: PathOrder = given.path === pathOrders[0] ? pathOrders[1] : pathOrders[0]
  // It ends when the channel closes, so it never outlives this process.
  const child = spawn(process.execPath, [player], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  stepBack(child.pid)
  let share = 0
  let complaint = ''
  child.stderr?.on('data', chunk => {
    complaint += chunk
  })
  const failed = (why: string): OtherOutcome => ({ path, failure: complaint.trim() || why })
  const outcome = new Promise<OtherOutcome>(resolve => {
    child.on('message', (told: FromOtherPath) => {
      if ('report' in told) resolve({ path, report: told.report })
      else share = told.share
    })
    child.once('error', error => resolve(failed(error.message)))
    child.once('close', (code, signal) => resolve(failed(`it ended with ${signal ?? `exit code ${code}`}`)))
  })
  child.send({ options: { ...given, path }, latency } satisfies ToOtherPath)
  return { outcome, share: () => share, stop: () => void child.kill() }
}

/** What the operator watches comes first on few cores. Not every system lets a process lower its priority. */
function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // From then on both processes share the processor equally.
  }
}

/** Undefined if the run was interrupted: the other order is played over the whole market, or not at all. */
export async function outcomeOf(
  other: OtherPath,
  { asked, exitCode }: Interruption,
  screen: Screen,
): Promise<OtherOutcome | undefined> {
  if (exitCode !== undefined) return undefined
  // Rarely waited for: the lab is faster, except beside a run at full speed.
  const waiting = showShare(screen, 'The same market under the other order of high and low', other.share)
  try {
    return await Promise.race([other.outcome, asked.then(() => undefined)])
  } finally {
    waiting.end()
  }
}
