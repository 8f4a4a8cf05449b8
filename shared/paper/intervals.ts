/** A stretch of time, `from` to `to`, in ms. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** What of `span` no interval in `covered` covers, in order; empty stretches are left out. */
export function subtract(span: Interval, covered: readonly Interval[]): readonly Interval[] {
  return covered.reduce<readonly Interval[]>(
    (left, cover) =>
      left.flatMap(({ from, to }) => [
        ...piece(from, Math.min(to, cover.from)),
        ...piece(Math.max(from, cover.to), to),
      ]),
    piece(span.from, span.to),
  )
}

const piece = (from: number, to: number): readonly Interval[] => (to > from ? [{ from, to }] : [])

export const lengthOf = (intervals: readonly Interval[]): number =>
  intervals.reduce((total, { from, to }) => total + to - from, 0)
