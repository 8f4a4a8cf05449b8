import type { Clock } from '#ports/clock.ts'
import { sharedTime, sharedTimeMemory } from './shared-time.ts'
import { createTimers, type Timer } from './timers.ts'

/**
 * The time of the local run. While a function computes it passes as real time does, so that results do not depend
 * on the speed; while all wait it passes `speed` times as fast, and stops at the next instant that a function
 * waits for, so that no speed runs past a tick.
 */
export interface MarketClock extends Clock {
  /** Lets time pass from the start on. */
  start(): void
  /** Time passes as real time does until the answered function is called; calling it again does nothing. */
  hold(): () => void
  /** Time stands still until the answered function is called. */
  freeze(): () => void
  /** Calls `fire` once, at that market time; the answered function takes it back. */
  at(time: number, fire: () => void): () => void
  /** Asked before time may run: false while work is still under way to a function, in a queue say. */
  addProbe(settled: () => boolean | Promise<boolean>): void
  /** Called each time that all functions wait, before time runs on. */
  onSettled(listener: () => void): () => void
  /** How fast time passes while a function computes. */
  readonly workRate: number
  /** What other threads read the time from. */
  readonly memory: SharedArrayBuffer
  stop(): void
}

export interface ClockOptions {
  /** Market time at the start, in milliseconds since the epoch. */
  readonly startAt: number
  /** At least 1; Infinity skips all waiting. */
  readonly speed: number
  /** How fast time passes while a function computes: 1 as it really does, 0 not at all. */
  readonly workRate?: number
}

type Phase = 'paused' | 'held' | 'settling' | 'running' | 'stopped'

/** Real milliseconds after which a settling that found work under way looks again. */
const lookAgainMs = 1
const longestTimeoutMs = 1e9

export function createMarketClock({ startAt, speed, workRate = 1 }: ClockOptions): MarketClock {
  if (!(speed >= 1)) throw new Error(`speed is ${speed}; expected 1 (real time) or more`)
  const memory = sharedTimeMemory()
  const time = sharedTime(memory)
  const timers = createTimers()
  const probes: (() => boolean | Promise<boolean>)[] = []
  const listeners = new Set<() => void>()
  let phase: Phase = 'paused'
  let holds = 0
  let freezes = 0
  let settling = 0
  let timeout: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined

  const setLine = (marketBase: number, rate: number, cap: number) =>
    time.write({ marketBase, realBase: time.real(), rate, cap })
  setLine(startAt, 0, Number.POSITIVE_INFINITY)

  function enter(next: Phase): void {
    if (phase === 'stopped') return
    phase = next
    follow()
  }

  /** Market milliseconds per real one. */
  function rate(): number {
    if (phase === 'running') return speed
    return (phase === 'held' || phase === 'settling') && freezes === 0 ? workRate : 0
  }

  /** Writes the line that the phase asks for, and arms for the next timer on it. */
  function follow(): void {
    const now = time.read()
    // At infinite speed time stands until the next timer, and jumps there.
    const finite = Number.isFinite(rate()) ? rate() : 0
    setLine(now, finite, phase === 'running' ? Math.max(now, timers.next()) : Number.POSITIVE_INFINITY)
    arm(now)
  }

  function arm(now: number): void {
    clearTimeout(timeout)
    clearImmediate(immediate)
    if (phase === 'paused' || phase === 'stopped' || timers.next() === Number.POSITIVE_INFINITY) return
    const remainingMs = Math.max(0, timers.next() - now)
    const realMs = remainingMs === 0 ? 0 : remainingMs / rate()
    // Node's timers are good to a millisecond; what is nearer is reached by a jump.
    if (realMs < 1 && phase === 'running') immediate = setImmediate(fireDue)
    else if (Number.isFinite(realMs))
      timeout = setTimeout(fireDue, Math.min(Math.ceil(realMs), longestTimeoutMs))
  }

  function fireDue(): void {
    if (phase === 'running') {
      const next = timers.next()
      if ((next - time.read()) / speed < 1) setLine(next, 0, next)
    }
    // A function that is woken has work to do: time is held until it is clear what.
    const release = hold()
    for (let timer = timers.takeDue(time.read()); timer; timer = timers.takeDue(time.read())) timer.fire()
    arm(time.read())
    setImmediate(release)
  }

  function hold(): () => void {
    holds += 1
    if (holds === 1 && phase !== 'paused') enter('held')
    return once(() => {
      holds -= 1
      if (holds === 0 && phase === 'held') void settle()
    })
  }

  function freeze(): () => void {
    const release = hold()
    freezes += 1
    follow()
    return once(() => {
      freezes -= 1
      follow()
      release()
    })
  }

  /** Between the last one's work and the next one's lies a delivery: time runs on once none is under way. */
  async function settle(): Promise<void> {
    enter('settling')
    settling += 1
    const turn = settling
    const current = () => phase === 'settling' && turn === settling
    await new Promise(setImmediate)
    while (current()) {
      const answers = await ask(current)
      if (!current()) return
      if (answers.every(Boolean)) {
        for (const listener of [...listeners]) listener()
        if (current()) enter('running')
        return
      }
      await new Promise(resolve => setTimeout(resolve, lookAgainMs))
    }
  }

  /** Probes of a stack that is being closed fail; nothing waits for their answers any more. */
  async function ask(current: () => boolean): Promise<readonly boolean[]> {
    try {
      return await Promise.all(probes.map(probe => probe()))
    } catch (error) {
      if (current()) throw error
      return []
    }
  }

  function at(when: number, fire: () => void): () => void {
    const timer: Timer = { at: when, fire }
    timers.add(timer)
    if (timers.next() === when && phase !== 'paused' && phase !== 'stopped') follow()
    return () => timers.remove(timer)
  }

  const exactNow = () => time.read()
  return {
    workRate,
    memory,
    now: () => Math.floor(exactNow()),
    sleep: ms => (ms > 0 ? new Promise(resolve => at(exactNow() + ms, resolve)) : Promise.resolve()),
    at,
    hold,
    freeze,
    addProbe: probe => void probes.push(probe),
    onSettled(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      if (phase !== 'paused') return
      enter('held')
      if (holds === 0) void settle()
    },
    stop() {
      enter('stopped')
      timers.clear()
    },
  }
}

function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}
