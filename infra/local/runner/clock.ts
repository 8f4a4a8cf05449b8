import type { Clock } from '#ports/clock.ts'
import { createAnswers } from './answers.ts'
import { createPacer } from './pacer.ts'
import { createTimers, type Order, runnerFirst } from './timers.ts'
import { createWallPacer, type Wall } from './wall-pacer.ts'

/**
 * The time of the local run. It advances only from one awaited instant to the next, and only when everything waits:
 * computing, threads and sockets on this machine take none of it. The speed only decides how long a wait looks to the
 * operator.
 */
export interface MarketClock extends Clock {
  /** Time advances from the start on. */
  start(): void
  /** Calls `fire` once at that market time; the returned function cancels it. */
  at(time: number, fire: () => void, order?: Order): () => void
  /**
   * Runs work that takes this machine time (a thread computes, a service answers) within one instant. All work under
   * way is released together, in one order, however fast each part was.
   */
  within<T>(work: () => Promise<T>, order?: Order): Promise<T>
  /** Time stands still until the returned function is called; calling it again does nothing. */
  hold(): () => void
  /** Resolves once everything waits, before time advances. */
  settled(): Promise<void>
  /** Resolves once an awaited result has come. */
  passed(): Promise<void>
  stop(): void
}

/** The part of the clock that code on top of it needs; the lab, with a clock of its own, runs the same code. */
export type Instants = Pick<MarketClock, 'now' | 'sleep' | 'at' | 'within'>

export interface ClockOptions {
  /** Market time at the start, in milliseconds since the epoch. */
  readonly startAt: number
  /** At least 1; Infinity skips all waiting. */
  readonly speed: number
  /** If set, time is this machine's from its present value on, and the two options above are ignored. */
  readonly wall?: Wall | undefined
  /** Called for each stretch that this machine slept through, if its time is used. */
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

  /** After a change: continues once everything that follows from it waits again. */
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

  /** Everything waits: false if the next instant is still to come, or there is none. */
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
