import type { Clock } from '#ports/clock.ts'

/** A clock that moves only when told to, and wakes its sleepers as it does. */
export interface MarketTime extends Clock {
  /** Lets this much time pass, with everything that falls due. */
  pass(ms: number): Promise<void>
  /** Lets as much time pass as this work takes. */
  through<T>(work: Promise<T>): Promise<T>
}

/** The longest step; ms. */
const stepMs = 20
/** The consequences of one instant are over after this many turns: nothing here waits for a disk or a network. */
const turns = 20

/** `each`: runs at each step, beside the sleepers that are due. */
export function marketTime(start: number, each: () => Promise<void>): MarketTime {
  let now = start
  let sleepers: readonly { readonly at: number; readonly wake: () => void }[] = []
  const settle = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  }
  async function step(most: number): Promise<void> {
    now += Math.max(1, Math.min(most, stepMs, ...sleepers.map(({ at }) => at - now)))
    const due = sleepers.filter(({ at }) => at <= now)
    sleepers = sleepers.filter(({ at }) => at > now)
    for (const { wake } of due) wake()
    await settle()
    await each()
    await settle()
  }
  return {
    now: () => now,
    sleep: ms =>
      new Promise(wake => {
        sleepers = [...sleepers, { at: now + ms, wake }]
      }),
    pass: async ms => {
      for (const until = now + ms; now < until; ) await step(until - now)
    },
    through: async work => {
      let isOver = false
      const over = work.finally(() => {
        isOver = true
      })
      // The caller gets a failure at the end, not before.
      over.catch(() => {})
      await settle()
      while (!isOver) await step(stepMs)
      return over
    },
  }
}
