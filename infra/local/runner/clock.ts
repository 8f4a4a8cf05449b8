import type { Clock } from '#ports/clock.ts'
import { createAnswers } from './answers.ts'
import { createPacer } from './pacer.ts'
import { createTimers, type Order, runnerFirst } from './timers.ts'
import { createWallPacer, type Wall } from './wall-pacer.ts'

/**
 * The time of the local run. It passes only from one instant that is waited for to the next, and only when
 * all wait: how long computing, a thread or a socket takes on this machine is no part of it. The speed
 * decides how long a wait looks to the one who watches, and nothing else.
 */
export interface MarketClock extends Clock {
  /** Lets time pass from the start on. */
  start(): void
  /** Calls `fire` once, at that market time; the answered function takes it back. */
  at(time: number, fire: () => void, order?: Order): () => void
  /**
   * Does something that this machine takes its time for (a thread computes, a service answers) within one instant.
   * All that is under way together is answered together, in one order, however fast each part of it was.
   */
  within<T>(work: () => Promise<T>, order?: Order): Promise<T>
  /** Time stands still until the answered function is called; calling it again does nothing. */
  hold(): () => void
  /** Resolves once all wait, before time goes on. */
  settled(): Promise<void>
  /** Resolves once something has come that was waited for. */
  passed(): Promise<void>
  stop(): void
}

/** As much of it as what runs over it needs: the lab has a time of its own, in which the same runs. */
export type Instants = Pick<MarketClock, 'now' | 'sleep' | 'at' | 'within'>

export interface ClockOptions {
  /** Market time at the start, in milliseconds since the epoch. */
  readonly startAt: number
  /** At least 1; Infinity skips all waiting. */
  readonly speed: number
  /** Has it pass with this machine's time instead, from whatever that is when this starts; both others then say nothing. */
  readonly wall?: Wall | undefined
  /** Told of each stretch that this machine slept through, beside its own time. */
  readonly onLeap?: ((from: number, to: number) => void) | undefined
}

export function createMarketClock({ startAt, speed, wall, onLeap }: ClockOptions): MarketClock {
  if (!(speed >= 1)) throw new Error(`speed is ${speed}; expected 1 (real time) or more`)
  const timers = createTimers()
  const untilSettled: (() => void)[] = []
  const untilPassed: (() => void)[] = []
  const pacer = wall
    ? createWallPacer({ wall, onDue: look, onLeap })
    : createPacer({ startAt, speed, onDue: look })
  const answers = createAnswers(look)
  let phase: 'paused' | 'on' | 'stopped' = 'paused'
  let holds = 0
  let looking = false

  /** Something has changed: goes on once all that follows from it has come to its next waiting. */
  function look(): void {
    if (phase === 'stopped') return
    pacer.interrupt()
    if (looking) return
    looking = true
    setImmediate(goOn)
  }

  function goOn(): void {
    looking = false
    if (phase === 'stopped' || answers.state() === 'awaited') return
    if (answers.state() === 'all there') answers.release()
    else if (phase === 'paused' || holds > 0 || !passOn()) return
    look()
  }

  /** All wait: false where the next instant is still to come, or there is none. */
  function passOn(): boolean {
    if (untilSettled.length > 0) {
      for (const resolve of untilSettled.splice(0)) resolve()
      return true
    }
    if (!pacer.reach(timers.next())) return false
    timers.fireDue(pacer.now())
    for (const resolve of untilPassed.splice(0)) resolve()
    return true
  }

  const at = (time: number, fire: () => void, order: Order = runnerFirst) => {
    look()
    return timers.add(time, order, fire)
  }
  return {
    now: () => Math.floor(pacer.now()),
    sleep: ms => (ms > 0 ? new Promise(resolve => at(pacer.now() + ms, resolve)) : Promise.resolve()),
    at,
    within(work, order = runnerFirst) {
      look()
      return answers.await(work, order)
    },
    hold() {
      look()
      holds += 1
      let held = true
      return () => {
        if (held) holds -= 1
        if (held && holds === 0) look()
        held = false
      }
    },
    settled() {
      look()
      return new Promise(resolve => untilSettled.push(resolve))
    },
    passed: () => new Promise(resolve => untilPassed.push(resolve)),
    start() {
      if (phase === 'paused') phase = 'on'
      look()
    },
    stop() {
      phase = 'stopped'
      pacer.interrupt()
      timers.clear()
    },
  }
}
