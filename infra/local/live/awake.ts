import type { Interval } from '#paper/audit/intervals.ts'

/** When a run was able to look after its positions. */
export interface Awake {
  /** The run slept from one time to another. */
  slept(from: number, to: number): void
  /** The spans for which the run is accountable, up to a time. */
  spans(to: number): readonly Interval[]
}

/** After a start or a sleep the first look repairs what it must; from the second look on the run is accountable. */
export function createAwake(startedAt: number, intervalMs: number): Awake {
  const over: Interval[] = []
  let since = startedAt + intervalMs
  return {
    slept(from, to) {
      if (from > since) over.push({ from: since, to: from })
      since = to + intervalMs
    },
    spans: to => (to > since ? [...over, { from: since, to }] : over),
  }
}

/** The parts of these spans outside some gaps, which are in order. */
export const without = (spans: readonly Interval[], gaps: readonly Interval[]): readonly Interval[] =>
  gaps.reduce(
    (left, gap) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, gap.from) },
          { from: Math.max(from, gap.to), to },
        ].filter(each => each.to > each.from),
      ),
    spans,
  )

/** The parts of an interval inside these spans. */
export const within = <Of extends Interval>(intervals: readonly Of[], spans: readonly Interval[]): Of[] =>
  intervals.flatMap(interval =>
    spans
      .map(span => ({
        ...interval,
        from: Math.max(interval.from, span.from),
        to: Math.min(interval.to, span.to),
      }))
      .filter(({ from, to }) => to > from),
  )
