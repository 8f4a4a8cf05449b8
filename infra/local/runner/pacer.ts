/** How long waiting looks: jumps from instant to instant, pausing in between as long as an operator would wait. */
export interface Pacer {
  /** Market time, in milliseconds with fractions. */
  now(): number
  /** True if it is `instant` already; else calls `onDue` when it comes, unless interrupted. */
  reach(instant: number): boolean
  /** Something happens now: the wait ends here, and time stays at this instant until the next wait. */
  interrupt(): void
}

export interface PacerOptions {
  readonly startAt: number
  /** How much faster than real time waits pass; Infinity skips them. */
  readonly speed: number
  readonly onDue: () => void
}

const longestTimeoutMs = 1e9
/** Node's timers have a resolution of a millisecond; anything nearer counts as due. */
const shortestMs = 1

export function createPacer({ startAt, speed, onDue }: PacerOptions): Pacer {
  let instant = startAt
  /** The pace counts from here: computing beyond what the pace allows is not caught up. */
  let from = { market: startAt, real: performance.now() }
  let waitingFor: number | undefined
  let timeout: NodeJS.Timeout | undefined

  const realNow = () => performance.now()
  function now(): number {
    if (waitingFor === undefined) return instant
    const passed = from.market + (realNow() - from.real) * speed
    return Math.min(waitingFor, Math.max(instant, passed))
  }
  function reach(next: number): boolean {
    clearTimeout(timeout)
    if (next === Number.POSITIVE_INFINITY && speed === Number.POSITIVE_INFINITY) return false
    const dueIn = Math.max(0, (next - from.market) / speed - (realNow() - from.real))
    if (next <= instant || dueIn < shortestMs) {
      if (dueIn === 0) from = { market: Math.max(instant, next), real: realNow() }
      instant = Math.max(instant, next)
      waitingFor = undefined
      return true
    }
    waitingFor = next
    timeout = setTimeout(onDue, Math.min(dueIn, longestTimeoutMs))
    return false
  }
  return {
    now,
    reach,
    interrupt() {
      clearTimeout(timeout)
      instant = now()
      waitingFor = undefined
    },
  }
}
