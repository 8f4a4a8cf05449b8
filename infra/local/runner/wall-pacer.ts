import type { Pacer } from './pacer.ts'

/** The time of this machine, of which a run at today's prices takes its own. */
export interface Wall {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fire` once so much time has passed, or sooner; the answered function takes it back. */
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
  /** Told of each stretch that was left out. */
  readonly onLeap?: ((from: number, to: number) => void) | undefined
}

/** A timer does not know that the machine slept while it ran: so often it is asked what time it is. */
const longestWaitMs = 1_000
/** A run that is a whole tick behind was not slow but asleep. */
const asleepMs = 10_000

/**
 * Time as it passes on this machine. What is computed longer than it took is caught up with, instant by instant, so that
 * no deadline passes only because this machine was slow. After a sleep it goes on at the present: what was due meanwhile
 * is due now, all of it, as where a region of AWS was away for so long.
 */
export function createWallPacer({ wall, onDue, onLeap }: WallPacerOptions): Pacer {
  let instant = wall.now()
  let isFirst = true
  let waitingFor: number | undefined
  let cancel = () => {}

  const present = () => Math.max(instant, wall.now())
  const isAsleep = (since: number, now: number) => now - since > asleepMs

  function leap(from: number, to: number): void {
    // What it took to open everything is no sleep.
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
