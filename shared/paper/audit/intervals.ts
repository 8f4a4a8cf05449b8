/** A stretch of time, `from` to `to`, in ms. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** The parts of `span` that no interval in `covered` covers, in order; empty ones are left out. */
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

/** The same stretches in order, with those that touch or overlap merged. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const done: Interval[] = []
  for (const next of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = done.at(-1)
    if (last === undefined || next.from > last.to) done.push(next)
    else done[done.length - 1] = { from: last.from, to: Math.max(last.to, next.to) }
  }
  return done
}
