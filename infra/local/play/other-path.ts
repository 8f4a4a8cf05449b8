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

/** What the process beside is asked, once. */
export interface ToOtherPath {
  readonly options: PlanOptions
  readonly latency: PaceName
}

/** What it answers: how far it is, of 1, now and then, and its report in the end. */
export type FromOtherPath = { readonly share: number } | { readonly report: Report }

export interface OtherPath {
  readonly outcome: Promise<OtherOutcome>
  /** How much of it is played, of 1. */
  readonly share: () => number
  /** Ends its process, if it is still there. */
  stop(): void
}

/** The lab comes to the same as a run with threads, in a small part of its time. Named by its path: nothing here knows it. */
const player = fileURLToPath(new URL('../../lab/other-path.ts', import.meta.url))

/** Plays the same market with the other order of high and low inside its candles, in a process of its own. */
export function playOtherPath(
  given: PlanOptions & { readonly path: PathOrder },
  latency: PaceName,
): OtherPath {
  const path: PathOrder = given.path === pathOrders[0] ? pathOrders[1] : pathOrders[0]
  // It ends with the channel: no way of ending this process leaves it behind.
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

/** What is shown comes first, where two cores are few. Not every system lets a process be put behind. */
function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Then both have the same part of the processor, and come to the same.
  }
}

/** Undefined where the run was interrupted: the other one is of the whole market, or does not come. */
export async function outcomeOf(
  other: OtherPath,
  { asked, exitCode }: Interruption,
  screen: Screen,
): Promise<OtherOutcome | undefined> {
  if (exitCode !== undefined) return undefined
  // Seldom waited for: the lab is the quicker one, but for a play that is skipped through.
  const waiting = showShare(screen, 'The same market under the other order of high and low', other.share)
  try {
    return await Promise.race([other.outcome, asked.then(() => undefined)])
  } finally {
    waiting.end()
  }
}
