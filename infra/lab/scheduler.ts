import type { Clock } from '#ports/clock.ts'

/**
 * One line of virtual time for everything that happens. Each waiting is an event; what falls due is taken one by
 * one, and the next only when all that follows from the last has come to its next waiting.
 */
export interface Scheduler extends Clock {
  /** Events so far. */
  readonly steps: number
  /** Does something at a time, or at once where that is past. */
  at(time: number, happens: () => void): void
  /** Lets time pass up to `until`. */
  run(until: number): Promise<void>
}

interface Event {
  readonly time: number
  readonly order: number
  readonly happens: () => void
}

export function scheduler(start: number): Scheduler {
  const heap: Event[] = []
  let now = start
  let steps = 0
  let order = 0

  function at(time: number, happens: () => void): void {
    push(heap, { time: Math.max(now, time), order: ++order, happens })
  }
  return {
    now: () => Math.floor(now),
    sleep: ms => new Promise(resolve => at(now + Math.max(ms, 0), resolve)),
    get steps() {
      return steps
    },
    at,
    async run(until) {
      for (let next = heap[0]; next !== undefined && next.time <= until; next = heap[0]) {
        pop(heap)
        now = next.time
        steps += 1
        next.happens()
        await new Promise(setImmediate)
      }
      now = until
    },
  }
}

const before = (a: Event | undefined, b: Event | undefined): boolean =>
  a !== undefined && b !== undefined && (a.time < b.time || (a.time === b.time && a.order < b.order))

function swap(heap: Event[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]]
  if (first && second) [heap[a], heap[b]] = [second, first]
}

function push(heap: Event[], event: Event): void {
  let index = heap.push(event) - 1
  for (
    let parent = (index - 1) >> 1;
    index > 0 && before(heap[index], heap[parent]);
    parent = (index - 1) >> 1
  ) {
    swap(heap, index, parent)
    index = parent
  }
}

function pop(heap: Event[]): void {
  swap(heap, 0, heap.length - 1)
  heap.pop()
  for (let index = 0; ; ) {
    const [left, right] = [2 * index + 1, 2 * index + 2]
    const least = before(heap[right], heap[left]) ? right : left
    if (!before(heap[least], heap[index])) return
    swap(heap, index, least)
    index = least
  }
}
