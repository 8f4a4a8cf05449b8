import type { Clock } from '#ports/clock.ts'
import { byOrder, type Order, runnerFirst } from '../local/runner/timers.ts'

/**
 * One line of virtual time for everything. Each wait is an event; the next event fires only when everything that
 * follows from the last one waits again. Events due at one instant fire by their order, as in the local run, or else
 * first come, first served.
 */
export interface Scheduler extends Clock {
  /** Events so far. */
  readonly steps: number
  /** Runs work at a time, or at once if that is past; the returned function cancels it. */
  at(time: number, happens: () => void, order?: Order): () => void
  /** Runs work at this instant, once everything under way waits; several by their order. */
  whenAllWait(happens: () => void, order: Order): void
  /** Resolves once everything due at this instant has happened, before time advances. */
  settled(): Promise<void>
  /** Resolves once something has happened. */
  passed(): Promise<void>
  /** Lets time pass up to `until`, or until the awaited promise settles. */
  run(until: number, isOver?: () => boolean): Promise<void>
}

interface Event {
  readonly time: number
  readonly order: Order
  readonly index: number
  /** Undefined once it is cancelled. */
  happens: (() => void) | undefined
}

/** Whether events due at one instant fire one by one, or together as in the local run. */
export type Taking = 'one by one' | 'together'

export function scheduler(start: number, taking: Taking = 'one by one'): Scheduler {
  const heap: Event[] = []
  const untilSettled: (() => void)[] = []
  let waitingForAll: { readonly happens: () => void; readonly order: Order }[] = []
  const untilPassed: (() => void)[] = []
  let now = start
  let steps = 0
  let index = 0

  function at(time: number, happens: () => void, order = runnerFirst): () => void {
    const event: Event = { time: Math.max(now, time), order, index: ++index, happens }
    push(heap, event)
    return () => {
      event.happens = undefined
    }
  }

  /** The next that is not cancelled. */
  function next(): Event | undefined {
    while (heap[0] && !heap[0].happens) pop(heap)
    return heap[0]
  }

  /** Everything due with it, except what is set meanwhile. */
  function taken(first: Event): readonly Event[] {
    const due: Event[] = []
    for (let each: Event | undefined = first; each?.time === first.time; each = next()) {
      pop(heap)
      steps += 1
      due.push(each)
      if (taking === 'one by one') break
    }
    return due
  }

  async function release(): Promise<void> {
    while (waitingForAll.length > 0) {
      const all = waitingForAll.sort((one, other) => byOrder(one.order, other.order))
      waitingForAll = []
      for (const { happens } of all) happens()
      await new Promise(setImmediate)
    }
  }

  async function settle(): Promise<void> {
    while (untilSettled.length > 0) {
      for (const resolve of untilSettled.splice(0)) resolve()
      await new Promise(setImmediate)
    }
  }
  return {
    now: () => Math.floor(now),
    sleep: ms => new Promise(resolve => at(now + Math.max(ms, 0), resolve)),
    get steps() {
      return steps
    },
    at,
    whenAllWait: (happens, order) => void waitingForAll.push({ happens, order }),
    settled: () => new Promise(resolve => untilSettled.push(resolve)),
    passed: () => new Promise(resolve => untilPassed.push(resolve)),
    async run(until, isOver = () => false) {
      await new Promise(setImmediate)
      for (let due = next(); due !== undefined && due.time <= until && !isOver(); due = next()) {
        if (due.time > now && untilSettled.length > 0) {
          await settle()
          continue
        }
        now = due.time
        for (const event of taken(due)) event.happens?.()
        await new Promise(setImmediate)
        await release()
        for (const resolve of untilPassed.splice(0)) resolve()
      }
      if (!isOver()) now = until
    },
  }
}

const before = (a: Event | undefined, b: Event | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  (a.time - b.time || byOrder(a.order, b.order) || a.index - b.index) < 0

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
