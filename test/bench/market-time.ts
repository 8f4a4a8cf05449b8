import type { Clock } from '#ports/clock.ts'

/** A clock that goes on when it is told to, and whose sleepers wake as it does. */
export interface MarketTime extends Clock {
  /** Lets so much time pass, and all of it happen that falls due. */
  pass(ms: number): Promise<void>
  /** Lets as much time pass as this takes. */
  through<T>(work: Promise<T>): Promise<T>
}

/** Steps are so long at most; ms. */
const stepMs = 20
/** Whatever follows from one instant is over after so many turns: nothing here waits for a disk or a network. */
const turns = 20

/** `each`: what happens at each step, beside the sleepers that are due. */
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
      // Who asked hears of a failure at the end, and not before.
      over.catch(() => {})
      await settle()
      while (!isOver) await step(stepMs)
      return over
    },
  }
}
