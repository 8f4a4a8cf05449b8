export interface Timer {
  readonly at: number
  readonly fire: () => void
}

/** Timers in the order in which they are due; of two for the same instant the one set first. */
export interface Timers {
  add(timer: Timer): void
  remove(timer: Timer): void
  /** When the next one is due; Infinity when there is none. */
  next(): number
  /** Takes out the next one if it is due by `time`. */
  takeDue(time: number): Timer | undefined
  clear(): void
}

export function createTimers(): Timers {
  const sorted: Timer[] = []
  const firstAfter = (at: number) => {
    let low = 0
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >>> 1
      if ((sorted[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    add: timer => void sorted.splice(firstAfter(timer.at), 0, timer),
    remove(timer) {
      const index = sorted.indexOf(timer)
      if (index >= 0) sorted.splice(index, 1)
    },
    next: () => sorted[0]?.at ?? Number.POSITIVE_INFINITY,
    takeDue: time => (sorted[0] && sorted[0].at <= time ? sorted.shift() : undefined),
    clear: () => void sorted.splice(0),
  }
}
