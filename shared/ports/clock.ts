/**
 * Time as the system knows it. Nothing else reads the wall clock, so that a recorded market can be played
 * faster than it happened and a test can hold time still.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Resolves once `now()` has advanced by `ms` milliseconds. */
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
}

/** Where a host (the local run) puts its own clock before it loads a function's bundle. */
export const clockSlot = Symbol.for('quantum-trader.clock')

/** The clock of this process: the host's, else the system's. */
export function processClock(): Clock {
  return (globalThis as { [clockSlot]?: Clock })[clockSlot] ?? systemClock
}

/** Where a host that plays a recorded market puts the real time: inside it even `Date` tells the market's. */
export const worldSlot = Symbol.for('quantum-trader.world')

/** The real time, which no recorded market moves: receivers outside judge a message's age by it. */
export function worldClock(): Pick<Clock, 'now'> {
  return (globalThis as { [worldSlot]?: Pick<Clock, 'now'> })[worldSlot] ?? systemClock
}
