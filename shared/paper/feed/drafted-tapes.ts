import type { TapeStore } from './binance-feed.ts'
import type { Segment } from './tape.ts'

/** Tapes that this process extends in memory until other processes need the new lines. */
export interface DraftedTapes extends TapeStore {
  /** Shares the draft in its order; false if another process wrote there first, which voids the draft. */
  publish(symbol: string): Promise<boolean>
  /** Discards a draft because another process has written there. */
  drop(symbol: string): void
  /** The symbols whose draft began at or before this time. */
  draftedBefore(at: number): readonly string[]
  /** Every symbol that has a draft. */
  drafted(): readonly string[]
}

interface Line {
  readonly after: number
  readonly segment: Segment
}

/**
 * While a line reaches no waiting order, no other process needs it yet. Such lines are drafted in memory and shared
 * together before a record built on them is saved. Steps of a draft do not change, so once it is shared, all other
 * processes see what was seen in it. `mostSteps` limits one shared line.
 */
export function draftedTapes(shared: TapeStore, mostSteps: number): DraftedTapes {
  const drafts = new Map<string, readonly Line[]>()

  const publish = async (symbol: string): Promise<boolean> => {
    const lines = drafts.get(symbol) ?? []
    drafts.delete(symbol)
    for (const { after, segment } of together(lines, mostSteps))
      if (!(await shared.append(symbol, after, segment))) return false
    return true
  }

  return {
    read: async (symbol, needed) => (drafts.has(symbol) ? [] : shared.read(symbol, needed)),
    append: async (symbol, after, segment) => {
      drafts.set(symbol, [...(drafts.get(symbol) ?? []), { after, segment }])
      return true
    },
    publish,
    drop: symbol => void drafts.delete(symbol),
    draftedBefore: at =>
      [...drafts].flatMap(([symbol, [first]]) => (first && first.segment.to <= at ? [symbol] : [])),
    drafted: () => [...drafts.keys()],
  }
}

/** Consecutive lines merged into as few as possible. */
function together(lines: readonly Line[], mostSteps: number): readonly Line[] {
  const long: Line[] = []
  for (const line of lines) {
    const last = long.at(-1)
    const joins =
      last !== undefined &&
      last.segment.to === line.segment.from &&
      last.segment.steps.length + line.segment.steps.length <= mostSteps
    if (joins) long[long.length - 1] = { after: last.after, segment: following(last.segment, line.segment) }
    else long.push(line)
  }
  return long
}

const following = (first: Segment, next: Segment): Segment => ({
  ...{ from: first.from, to: next.to, end: next.end },
  steps: [...first.steps, ...next.steps],
})
