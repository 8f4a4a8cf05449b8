import type { Choice } from '../space.ts'
import type { Try } from '../try.ts'
import { usdOf } from './estimate.ts'
import { resultKey, resultsPrefix } from './keys.ts'
import { readResult } from './result.ts'
import type { Store } from './store.ts'

/** The sets of a sweep without a result, and how results arrive. */
export interface Collection {
  readonly left: () => readonly Choice[]
  /** Collects the results in the store, each set once. Returns what playing them cost, in USD. */
  readonly collect: () => Promise<number>
  /** Called when a set was played elsewhere. */
  readonly add: (one: Try) => void
}

const readAtOnce = 16

export function collectionOf(
  sets: readonly Choice[],
  from: { readonly store: Store; readonly sweep: string; readonly memoryMb: number },
  heard: (one: Try) => void,
): Collection {
  const { store, sweep, memoryMb } = from
  const left = new Map(sets.map(set => [resultKey(sweep, set), set]))
  const add = (one: Try) => {
    left.delete(resultKey(sweep, one.set))
    heard(one)
  }

  /** Restores the order of its settings as requested. */
  async function take(key: string): Promise<number> {
    const [set, bytes] = [left.get(key), await store.read(key)]
    if (!set || !bytes) return 0
    const { v: _, ms, ...played } = readResult(key, bytes)
    add({ set, ...played })
    return usdOf(ms, memoryMb)
  }

  return {
    left: () => [...left.values()],
    add,
    async collect() {
      const keys = (await store.list(resultsPrefix(sweep))).filter(key => left.has(key))
      let usd = 0
      for (let at = 0; at < keys.length; at += readAtOnce)
        for (const each of await Promise.all(keys.slice(at, at + readAtOnce).map(take))) usd += each
      return usd
    },
  }
}
