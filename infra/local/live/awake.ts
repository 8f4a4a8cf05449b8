import type { Interval } from '#paper/audit/intervals.ts'

/** When a run could look after its positions. */
export interface Awake {
  /** It slept from one time to another. */
  slept(from: number, to: number): void
  /** The stretches that it answers for, up to a time. */
  spans(to: number): readonly Interval[]
}

/** After a start and after a sleep the first look mends what has to be: from the second one on it answers for all. */
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

/** What of these spans lies outside some gaps, which come in their order. */
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

/** What of an interval lies in these spans. */
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
