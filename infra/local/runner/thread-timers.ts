import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'

/** This thread's timers, all in market time. */
export interface ThreadTimers {
  sleep(ms: number): Promise<void>
  /** Market time of the earliest; undefined if there is none. */
  next(): number | undefined
  /** Fires timers that are due by now. */
  fireDue(): void
}

interface Timer {
  at: number
  order: number
  readonly fire: () => void
  readonly everyMs?: number
}

/**
 * Puts this thread's timers on market time, which only the runner advances: a client's timeouts and pauses use the
 * same time as the answers to its requests, however slow the machine is.
 */
export function installThreadTimers(now: () => number): ThreadTimers {
  const set = new Map<object, Timer>()
  let last = 0

  function add(fire: () => void, ms: number | undefined, repeats: boolean): object {
    const waitMs = Math.max(Number(ms) || 0, repeats ? 1 : 0)
    last += 1
    const timer: Timer = { at: now() + waitMs, order: last, fire, ...(repeats && { everyMs: waitMs }) }
    const handle = handleOf(timer, waitMs)
    set.set(handle, timer)
    return handle
  }

  /** What clients do with a timer's handle besides cancelling it. */
  function handleOf(timer: Timer, waitMs: number) {
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      refresh() {
        timer.at = now() + waitMs
        set.set(handle, timer)
        return handle
      },
      [Symbol.toPrimitive]: () => timer.order,
      [Symbol.dispose]: () => void set.delete(handle),
    }
    return handle
  }

  function clear(handle: unknown): void {
    if (typeof handle === 'object' && handle !== null) set.delete(handle)
    else for (const [key, { order }] of set) if (order === handle) set.delete(key)
  }

  function fireDue(): void {
    const due = [...set]
      .filter(([, { at }]) => at <= now())
      .sort(([, one], [, other]) => one.at - other.at || one.order - other.order)
    for (const [handle, timer] of due) {
      if (!set.delete(handle)) continue
      if (timer.everyMs !== undefined) set.set(handle, { ...timer, at: now() + timer.everyMs })
      timer.fire()
    }
  }

  const sleep = <T>(ms?: number, value?: T) =>
    new Promise<T>(resolve => add(() => resolve(value as T), ms, false))
  const setTimer = (repeats: boolean) =>
    Object.assign(
      (fire: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
        add(() => fire(...args), ms, repeats),
      { [promisify.custom]: sleep },
    )
  const installed = {
    setTimeout: setTimer(false),
    setInterval: setTimer(true),
    clearTimeout: clear,
    clearInterval: clear,
  }
  Object.assign(globalThis, installed)
  Object.assign(timers, installed)
  Object.assign(timersPromises, { setTimeout: sleep })
  syncBuiltinESMExports()

  return {
    sleep: ms => sleep(ms),
    fireDue,
    next: () => (set.size === 0 ? undefined : Math.min(...[...set.values()].map(({ at }) => at))),
  }
}
