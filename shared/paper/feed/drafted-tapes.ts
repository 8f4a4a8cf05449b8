import type { TapeStore } from './binance-feed.ts'
import type { Segment } from './tape.ts'

/** Tapes that this process writes on for itself, until what it wrote is needed. */
export interface DraftedTapes extends TapeStore {
  /** Shares what was drafted, in its order; false where another process wrote there first: then the draft is void. */
  publish(symbol: string): Promise<boolean>
  /** Gives a draft up: another process has written there. */
  drop(symbol: string): void
  /** The symbols of which a draft began at this time or before. */
  draftedBefore(at: number): readonly string[]
  /** Every symbol that has a draft. */
  drafted(): readonly string[]
}

interface Line {
  readonly after: number
  readonly segment: Segment
}

/**
 * A line that tells of nothing that waited is needed by no other process yet: lines are drafted in memory, and shared together
 * before a record that is built on them is saved. Steps of a draft do not change, so that what was seen in it is what
 * all others see once it is shared. `mostSteps`: of one shared line.
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

/** Lines that follow each other as few long ones. */
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
