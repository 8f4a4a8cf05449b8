import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Instants } from './clock.ts'

export interface ScheduleOptions {
  readonly clock: Instants
  /** `rate(1 minute)`, `rate(5 minutes)`, … */
  readonly expression: string
  /** Where in its minute each start falls follows from it. */
  readonly seed: number
  readonly onDue: () => void
}

const minuteMs = 60_000

/**
 * Calls `onDue` once in every period. EventBridge Scheduler is good to a minute: a start falls anywhere within its
 * own, so that two starts may be 119 seconds apart. The answered function ends it.
 */
export function startSchedule({ clock, expression, seed, onDue }: ScheduleOptions): () => void {
  const periodMs = Number(/^rate\((\d+) minutes?\)$/.exec(expression)?.[1]) * minuteMs
  if (!(periodMs > 0)) throw new Error(`the schedule is ${expression}; the local run knows rate(N minutes)`)
  const random = xoroshiro128plus(seed)
  let cancel = () => {}
  const plan = (periodStart: number) => {
    const due = periodStart + uniformInt(random, 0, minuteMs - 1)
    if (due < clock.now()) return plan(periodStart + periodMs)
    cancel = clock.at(due, () => {
      plan(periodStart + periodMs)
      onDue()
    })
  }
  plan(Math.floor(clock.now() / minuteMs) * minuteMs)
  return () => cancel()
}
