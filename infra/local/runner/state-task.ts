import type { Instants } from './clock.ts'
import type { Retrier, TaskTerms } from './local-definition.ts'
import type { LocalFunction } from './local-function.ts'
import { carried, StatesError } from './states-error.ts'

export interface TaskRun {
  readonly clock: Instants
  readonly lambda: Pick<LocalFunction, 'invoke'>
  readonly terms: TaskTerms
  /** JSON. */
  readonly payload: string
}

/**
 * Invokes a task state's function, with the state's timeout and retries on the market's clock. A function continues
 * after its task's timeout, until its own.
 */
export async function runTask(
  task: TaskRun,
): Promise<{ readonly Payload: unknown; readonly StatusCode: 200 }> {
  const retried = new Map<Retrier, number>()
  for (;;) {
    try {
      return { Payload: await attempt(task), StatusCode: 200 }
    } catch (error) {
      const waitMs = retryAfter(error, task.terms.retries, retried)
      if (waitMs === undefined) throw error
      await task.clock.sleep(waitMs)
    }
  }
}

async function attempt({ clock, lambda, terms, payload }: TaskRun): Promise<unknown> {
  const timeout = Promise.withResolvers<never>()
  const cancel = clock.at(clock.now() + (terms.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000, () =>
    timeout.reject(new StatesError('States.Timeout', `no answer in ${terms.timeoutSeconds} s`, 'catchable')),
  )
  try {
    const outcome = await Promise.race([lambda.invoke(carried(payload)), timeout.promise])
    if (outcome.ok) return JSON.parse(carried(outcome.body))
    throw new StatesError(outcome.error.errorType, JSON.stringify(outcome.error), 'catchable')
  } finally {
    cancel()
  }
}

/** Milliseconds before another attempt; undefined if no retrier allows one. */
function retryAfter(
  error: unknown,
  retriers: readonly Retrier[],
  retried: Map<Retrier, number>,
): number | undefined {
  if (!(error instanceof StatesError) || !error.isRetryable) return undefined
  const retrier = retriers.find(({ ErrorEquals }) => ErrorEquals.some(name => matches(name, error.name)))
  if (!retrier) return undefined
  const {
    MaxAttempts = 3,
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Number.POSITIVE_INFINITY,
  } = retrier
  const attempts = retried.get(retrier) ?? 0
  if (attempts >= MaxAttempts) return undefined
  retried.set(retrier, attempts + 1)
  return Math.min(IntervalSeconds * BackoffRate ** attempts, MaxDelaySeconds) * 1000
}

function matches(expected: string, name: string): boolean {
  return (
    expected === name ||
    expected === 'States.ALL' ||
    (expected === 'States.TaskFailed' && name !== 'States.Timeout')
  )
}
