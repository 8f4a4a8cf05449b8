import { type Dec, dec, sum } from '#domain/decimal.ts'
import { isTighter, type Side } from '#domain/side.ts'
import type { StopCover } from './cover.ts'
import type { Interval } from './intervals.ts'
import { addUp, type Stretch, whole } from './stretches.ts'

/** A time in which the best live stop was worse than an earlier one of the same position. */
export interface Loosened extends Interval {
  /** The best trigger that was live. */
  readonly trigger: Dec
  /** The best trigger that was live so far for this position. */
  readonly best: Dec
}

/** Only outside exits: while a tighter stop executes, the looser ones behind it are not a loosening. */
export function loosenedSpans(side: Side, stretches: readonly Stretch[]): readonly Loosened[] {
  const loosened: Loosened[] = []
  let best: Dec | undefined
  for (const stretch of stretches) {
    const trigger = triggerOf(side, stretch)
    if (trigger === undefined) continue
    const { from, to, exits } = stretch
    const worse = best !== undefined && isTighter(side, best, trigger)
    if (!worse) best = trigger
    else if (best !== undefined && whole(exits, stretch).length === 0)
      loosened.push({ from, to, trigger, best })
  }
  return loosened
}

/**
 * The price at which the whole position would be closed: the tightest stop that closes all of it. If there is none:
 * the stop at which the partial stops add up to all of it.
 */
function triggerOf(side: Side, stretch: Stretch): Dec | undefined {
  const tightest = (stops: readonly StopCover[]) =>
    stops.toSorted((a, b) => order(side, dec(a.stop.triggerPrice), dec(b.stop.triggerPrice)))
  const [best] = tightest(whole(stretch.stops, stretch))
  if (best !== undefined) return dec(best.stop.triggerPrice)
  if (!addUp(stretch.stops, stretch)) return undefined
  const parts = tightest(stretch.stops)
  const reached = parts.findIndex((_, index) =>
    sum(parts.slice(0, index + 1).map(part => part.reach(stretch.from))).gte(stretch.quantity),
  )
  const last = parts[reached]
  return last && dec(last.stop.triggerPrice)
}

/** Tightest first. */
function order(side: Side, a: Dec, b: Dec): number {
  if (isTighter(side, a, b)) return -1
  return isTighter(side, b, a) ? 1 : 0
}
