import { moment, span } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, failure, ok } from './check.ts'

const name = 'watch'

/** With nothing open a run ends after one tick, and the next may start 119 s later. */
const quietMs = 130_000
const todo =
  'look at the watch’s log group and at MissedStarts; stops stay on the exchange meanwhile, and qt close and qt flatten work'

/** Whether the watch still looks. */
export async function lastTick({ stack, configuration, state }: Connection): Promise<Check> {
  const tick = (await state.watch.last())?.tick
  const open = Object.keys((await state.account.read()).item.slots).length
  return judged(tick, { now: stack.clock.now(), open, intervalSeconds: configuration.checkIntervalSeconds })
}

interface At {
  /** In milliseconds. */
  readonly now: number
  /** Number of positions that hold a slot. */
  readonly open: number
  readonly intervalSeconds: number
}

/** `tick`: time of the watch's last look, in milliseconds. */
export function judged(tick: number | undefined, { now, open, intervalSeconds }: At): Check {
  if (tick === undefined)
    return failure(name, 'it never ticked', `a new stack ticks within two minutes; after that, ${todo}`)
  const age = now - tick
  const allowed = open > 0 ? intervalSeconds * 3_000 : quietMs
  const found = `last tick ${span(Math.max(0, age))} ago, ${moment(tick)}`
  // The tool's clock and the stack's differ by far less than two intervals.
  const future = age < -2_000 * intervalSeconds
  if (future) return failure(name, `its last tick has a time in the future, ${moment(tick)}`, todo)
  return age <= allowed ? ok(name, found) : failure(name, `${found}; expected every ${span(allowed)}`, todo)
}
