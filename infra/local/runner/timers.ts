/** Order of events at one instant: by function, invocation and call number; the runner comes first. */
export type Order = readonly [of: string, invocation: number, call: number]
export const runnerFirst: Order = ['', 0, 0]

interface Timer {
  readonly at: number
  readonly order: Order
  readonly fire: () => void
}

/** Timers in the order in which they are due; at the same instant and order, the one set first comes first. */
export interface Timers {
  /** The returned function cancels it. */
  add(at: number, order: Order, fire: () => void): () => void
  /** When the next one is due; Infinity when there is none. */
  next(): number
  /** Fires all timers due by `time`, except those set meanwhile. */
  fireDue(time: number): void
  clear(): void
}

export function createTimers(): Timers {
  const sorted: Timer[] = []
  const isAfter = (one: Timer, other: Timer) => one.at - other.at || byOrder(one.order, other.order)
  const firstAfter = (timer: Timer) => {
    let low = 0
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >>> 1
      const other = sorted[middle]
      if (other && isAfter(other, timer) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
  /** Taken out to be fired, and not cancelled since. */
  const firing = new Set<Timer>()
  return {
    add(at, order, fire) {
      const timer = { at, order, fire }
      sorted.splice(firstAfter(timer), 0, timer)
      return () => {
        const index = firing.delete(timer) ? -1 : sorted.indexOf(timer)
        if (index >= 0) sorted.splice(index, 1)
      }
    },
    next: () => sorted[0]?.at ?? Number.POSITIVE_INFINITY,
    fireDue(time) {
      const end = sorted.findIndex(({ at }) => at > time)
      const due = sorted.splice(0, end < 0 ? sorted.length : end)
      for (const timer of due) firing.add(timer)
      for (const timer of due) if (firing.delete(timer)) timer.fire()
    },
    clear() {
      sorted.splice(0)
      firing.clear()
    },
  }
}

export const byOrder = (one: Order, other: Order): number =>
  (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0) || one[1] - other[1] || one[2] - other[2]
