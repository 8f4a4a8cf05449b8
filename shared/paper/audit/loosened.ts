import { type Dec, dec } from '#domain/decimal.ts'
import { isTighter, type Side } from '#domain/side.ts'
import type { Protection, StopCover } from './cover.ts'
import type { Interval } from './intervals.ts'
import { type Held, heldOf, type Life } from './lives.ts'

/** A time in which the best live stop was worse than one that the position already had. */
export interface Loosened extends Interval {
  /** The best trigger that was live. */
  readonly trigger: Dec
  /** The best trigger that was ever live for this position. */
  readonly best: Dec
}

/** Outside an exit: while a tighter stop executes, the looser ones behind it are no loosening. */
export function loosenedSpans(life: Life, { stops, exits }: Protection, until: number): readonly Loosened[] {
  const loosened: Loosened[] = []
  let best: Dec | undefined
  for (const part of heldOf(life, until).flatMap(held => cut(held, [...stops, ...exits]))) {
    const { from, to, quantity } = part
    const stands = (cover: Interval) => cover.from <= from && cover.to >= to
    const trigger = tightestOf(
      life.side,
      stops.filter(stop => stands(stop) && stop.covers(quantity)),
    )
    if (trigger === undefined) continue
    const worse = best !== undefined && isTighter(life.side, best, trigger)
    if (!worse) best = trigger
    else if (best !== undefined && !exits.some(exit => stands(exit) && exit.covers(quantity)))
      loosened.push({ from, to, trigger, best })
  }
  return loosened
}

const tightestOf = (side: Side, stops: readonly StopCover[]): Dec | undefined =>
  stops
    .map(({ stop }) => dec(stop.triggerPrice))
    .reduce<Dec | undefined>(
      (best, level) => (best && !isTighter(side, level, best) ? best : level),
      undefined,
    )

/** The same time in parts, in each of which everything either stands or does not. */
function cut(held: Held, covers: readonly Interval[]): readonly Held[] {
  const within = covers.flatMap(({ from, to }) => [from, to]).filter(at => at > held.from && at < held.to)
  const marks = [held.from, ...new Set(within.sort((a, b) => a - b)), held.to]
  return marks.slice(1).map((to, index) => ({ ...held, from: marks[index] ?? held.from, to }))
}
