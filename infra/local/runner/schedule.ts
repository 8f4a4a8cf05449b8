import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Instants } from './clock.ts'

export interface ScheduleOptions {
  readonly clock: Instants
  /**
   * `rate(5 minutes)`, or `cron(14/15 * * * ? *)`: minute and hour are a number, a step or `*`; each day, or each
   * Monday as in `cron(5 0 ? * MON *)`.
   */
  readonly expression: string
  /** Seed of the second within its minute at which each start falls. */
  readonly seed: number
  /** Called with the scheduled minute of the start, in milliseconds. */
  readonly onDue: (scheduled: number) => void
}

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Calls `onDue` once for each scheduled start. EventBridge Scheduler is accurate to a minute: a start falls anywhere
 * within its minute, so two starts may be 119 seconds apart. The returned function ends it.
 */
export function startSchedule({ clock, expression, seed, onDue }: ScheduleOptions): () => void {
  const next = startsBy(expression)
  const random = xoroshiro128plus(seed)
  let cancel = () => {}
  const plan = (from: number) => {
    let scheduled = from
    const drawn = () => scheduled + uniformInt(random, 0, minuteMs - 1)
    let due = drawn()
    // After a night in which this machine slept there are many.
    while (due < clock.now()) {
      scheduled = next(scheduled + minuteMs)
      due = drawn()
    }
    cancel = clock.at(due, () => {
      plan(next(scheduled + minuteMs))
      onDue(scheduled)
    })
  }
  plan(next(Math.floor(clock.now() / minuteMs) * minuteMs))
  return () => cancel()
}

/** The first scheduled minute from a given one on. A rate counts from the first minute asked for. */
function startsBy(expression: string): (from: number) => number {
  const periodMs = Number(/^rate\((\d+) minutes?\)$/.exec(expression)?.[1]) * minuteMs
  if (periodMs > 0) {
    let first: number | undefined
    return from => {
      first ??= from
      return first + Math.ceil((from - first) / periodMs) * periodMs
    }
  }
  const [, minute = '', hour = '', days = ''] =
    /^cron\((\S+) (\S+) (\* \* \?|\? \* MON) \*\)$/.exec(expression) ?? []
  const [minutes, hours] = [fieldOf(minute, 60), fieldOf(hour, 24)]
  if (!minutes || !hours)
    throw new Error(
      `the schedule is ${expression}; the local run knows rate(N minutes), and cron(M H * * ? *) and cron(M H ? * MON *), with *, N or N/STEP`,
    )
  // 1970-01-01 was a Thursday.
  const isDay = (at: number) => !days.endsWith('MON') || (Math.floor(at / dayMs) + 3) % 7 === 0
  const isDue = (at: number) =>
    minutes.has((at / minuteMs) % 60) && hours.has(Math.floor(at / hourMs) % 24) && isDay(at)
  return from => {
    let at = from
    while (!isDue(at)) at += minuteMs
    return at
  }
}

/**
 * The values that a field of a cron expression stands for, up to a limit; undefined if it is invalid or matches
 * nothing.
 */
function fieldOf(text: string, count: number): ReadonlySet<number> | undefined {
  const [, first, step] = /^(\d+)(?:\/(\d+))?$/.exec(text === '*' ? '0/1' : text) ?? []
  const every = step === undefined ? count : Number(step)
  const all = Array.from({ length: count }, (_, index) => index)
  const named = all.filter(each => each >= Number(first) && (each - Number(first)) % every === 0)
  return named.length > 0 ? new Set(named) : undefined
}
