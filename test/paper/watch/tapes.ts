import type { TapeStore } from '#paper/feed/binance-feed.ts'
import type { Segment } from '#paper/feed/tape.ts'

/** Tapes that several processes of a test share, under the same agreement as in the table. */
export function sharedTapes(): TapeStore & { readonly lines: number[] } {
  const tapes = new Map<string, Map<number, Segment>>()
  const lines: number[] = []
  const of = (symbol: string) => tapes.get(symbol) ?? new Map<number, Segment>()
  return {
    lines,
    read: async (symbol, needed) => {
      const all = [...of(symbol)].toSorted(([a], [b]) => a - b).map(([, segment]) => segment)
      const first = all.findLastIndex(({ from }) => from <= needed)
      return all.slice(Math.max(first, 0))
    },
    append: async (symbol, after, segment) => {
      const tape = of(symbol)
      if (tape.has(after)) return false
      lines.push(segment.steps.length)
      tapes.set(symbol, tape.set(after, segment))
      return true
    },
  }
}
