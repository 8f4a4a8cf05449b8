import type { Pacer } from './pacer.ts'

/** This machine's time, from which a run at today's prices takes its own. */
export interface Wall {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fire` once this much time has passed, or sooner; the returned function cancels it. */
  after(ms: number, fire: () => void): () => void
}

export const systemWall: Wall = {
  now: Date.now,
  after(ms, fire) {
    const timeout = setTimeout(fire, ms)
    return () => clearTimeout(timeout)
  },
}

export interface WallPacerOptions {
  readonly wall: Wall
  readonly onDue: () => void
  /** Called for each stretch that was skipped. */
  readonly onLeap?: ((from: number, to: number) => void) | undefined
}

/** A timer does not notice that the machine slept: this often the time is checked. */
const longestWaitMs = 1_000
/** A run that is a whole tick late was not slow but asleep. */
const asleepMs = 10_000

/**
 * Time as it passes on this machine. If computing takes longer than that, time catches up instant by instant, so that
 * no deadline passes only because this machine is slow. After a sleep it continues at the present: everything due
 * meanwhile is due now, as after a long outage of an AWS region.
 */
export function createWallPacer({ wall, onDue, onLeap }: WallPacerOptions): Pacer {
  let instant = wall.now()
  let isFirst = true
  let waitingFor: number | undefined
  let cancel = () => {}

  const present = () => Math.max(instant, wall.now())
  const isAsleep = (since: number, now: number) => now - since > asleepMs

  function leap(from: number, to: number): void {
    // The time of opening everything is no sleep.
    if (!isFirst) onLeap?.(from, to)
    instant = to
  }
  function now(): number {
    if (waitingFor === undefined) return instant
    return isAsleep(waitingFor, present()) ? present() : Math.min(waitingFor, present())
  }
  function stopWaiting(): void {
    cancel()
    if (waitingFor === undefined) return
    const [due, to] = [waitingFor, now()]
    waitingFor = undefined
    if (to > due) leap(due, to)
    else instant = to
  }
  function reach(next: number): boolean {
    stopWaiting()
    const due = Math.max(instant, next)
    if (isAsleep(due, present())) leap(due, present())
    isFirst = false
    instant = Math.max(instant, Math.min(next, present()))
    if (next <= instant) return true
    waitingFor = next
    cancel = wall.after(Math.min(next - instant, longestWaitMs), onDue)
    return false
  }
  return { now, reach, interrupt: stopWaiting }
}
