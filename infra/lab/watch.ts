import type { SurveyAnswer } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import type { Instants } from '../local/runner/clock.ts'
import type { LocalFunction } from '../local/runner/local-function.ts'
import { runTask } from '../local/runner/state-task.ts'

type Invoked = Pick<LocalFunction, 'invoke'>

export interface WatchParts {
  readonly clock: Instants
  readonly survey: Invoked
  readonly inspect: Invoked
  readonly closeCleanup: Invoked
  /** How late a run continues after a wait, in milliseconds. */
  readonly waitMs: number
  /** Concurrent looks of one run, if the account's quota limits them. */
  readonly mapBound: number | undefined
}

const { survey: surveyTask, inspect: inspectTask, closeCleanup: closeTask } = timing.functions

/**
 * The state machine as `infra/stacks/watch-definition.ts` writes it, without its interpreter: survey, each position,
 * wait for the next mark, and again until survey ends it. Starts one run.
 */
export function startRun(parts: WatchParts, execution: string): Promise<void> {
  const { clock, waitMs } = parts
  const startedAt = clock.now()
  const input = { execution, startedAt: new Date(startedAt).toISOString() }
  const isOver = () => clock.now() >= startedAt + timing.watch.most
  const task = async (lambda: Invoked, limitMs: number, payload: unknown): Promise<unknown> => {
    const terms = { timeoutSeconds: limitMs / 1000, retries: [] }
    const done = await runTask({ clock, lambda, terms, payload: JSON.stringify(payload) })
    return done.Payload
  }

  async function look(row: unknown): Promise<void> {
    try {
      const { close } = (await task(parts.inspect, inspectTask.task, row)) as { readonly close?: unknown }
      if (close !== undefined && !isOver()) await task(parts.closeCleanup, closeTask.task, close)
    } catch {
      // A failing position does not affect the others: the next tick retries it.
    }
  }

  async function surveyed(): Promise<SurveyAnswer | undefined> {
    try {
      return (await task(parts.survey, surveyTask.task, input)) as SurveyAnswer
    } catch {
      return undefined
    }
  }

  async function run(): Promise<void> {
    while (!isOver()) {
      const answer = await surveyed()
      if (isOver()) return
      if (!answer) {
        await clock.sleep(timing.watch.pauseAfterFailure + waitMs)
        continue
      }
      await atMost(parts.mapBound, answer.positions, look)
      if (!answer.again || isOver()) return
      await clock.sleep(Math.max(0, Date.parse(answer.next) - clock.now()) + waitMs)
    }
  }
  return run()
}

/** All of them concurrently, or this many at once. */
async function atMost<T>(
  bound = Number.POSITIVE_INFINITY,
  rows: readonly T[],
  work: (row: T) => Promise<void>,
) {
  const waiting = rows.values()
  const lanes = Array.from({ length: Math.min(bound, rows.length) }, async () => {
    for (const row of waiting) await work(row)
  })
  await Promise.all(lanes)
}
