import { byOrder, type Order } from './timers.ts'

/** Work under way outside market time. Its results are released together, and in one order. */
export interface Answers {
  /** Begins the work at once; its result is released once all work under way has a result. */
  await<T>(work: () => Promise<T>, order: Order): Promise<T>
  state(): 'none' | 'awaited' | 'all there'
  /** Releases all results, in the order of their callers. */
  release(): void
}

interface Asked {
  readonly order: Order
  /** Set once the work is done. */
  hand?: () => void
}

/** `onAllThere` is called each time the last result has come. */
export function createAnswers(onAllThere: () => void): Answers {
  let asked: Asked[] = []
  let open = 0
  return {
    await<T>(work: () => Promise<T>, order: Order) {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const mine: Asked = { order }
      asked.push(mine)
      open += 1
      const came = (hand: () => void) => {
        mine.hand = hand
        open -= 1
        if (open === 0) onAllThere()
      }
      work().then(
        value => came(() => resolve(value)),
        error => came(() => reject(error)),
      )
      return promise
    },
    state: () => (open > 0 ? 'awaited' : asked.length > 0 ? 'all there' : 'none'),
    release() {
      const all = asked.sort((one, other) => byOrder(one.order, other.order))
      asked = []
      for (const { hand } of all) hand?.()
    },
  }
}
