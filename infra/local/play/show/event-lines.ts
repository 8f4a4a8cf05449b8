import { paint } from '../../../terminal/colours.ts'
import type { LogLine } from '../../audit/observed.ts'
import { eventLine } from './event-line.ts'

/**
 * The lines of one event after another. Their times have no date, so the first event of each day has a line with the
 * date before it; not on the day of `startAt`, which the run's introduction tells.
 */
export function eventLines(startAt = Number.NEGATIVE_INFINITY): (told: LogLine) => readonly string[] {
  let told = dayOf(startAt)
  return line => {
    const shown = eventLine(line)
    if (shown === undefined) return []
    const day = dayOf(line.at ?? 0)
    // Functions run beside each other: an event of the day before may come after midnight's first.
    if (day <= told) return [shown]
    told = day
    return [paint.dim(`${new Date(day * dayMs).toISOString().slice(0, 10)} UTC`), shown]
  }
}

const dayMs = 86_400_000
const dayOf = (at: number) => Math.floor(at / dayMs)
