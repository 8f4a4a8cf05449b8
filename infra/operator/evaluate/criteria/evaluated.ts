import { percent } from '../../../terminal/amounts.ts'
import { span } from '../../../terminal/time.ts'
import { type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'
import { lateMs } from './watched.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The deployment was at work on enough days, and every result of them is known. */
export function evaluated(evidence: Evidence, terms: Terms): Judgement {
  const { now, since, from, unknown, figures } = evidence
  const { trades } = figures.all
  const { hours, away } = hoursOf(evidence)
  return judged(
    {
      expected: `${terms.evaluatedDays} days at work, away for ${percent(String(terms.hoursAway), 0)} of the hours at most, every result known`,
      found: [
        since === undefined ? 'never seen at work' : `${span(now - from)} at work`,
        since !== undefined && away > 0 && `${away} of ${hours} hours without a look`,
        `${trades} ${trades === 1 ? 'position' : 'positions'} closed`,
        unknown.length > 0 && `not known: ${unknown.join(', ')}`,
      ]
        .filter(Boolean)
        .join('; '),
      facts: { from, trades, unknown, hours, hoursAway: away },
    },
    unknown.length > 0 && notYet('the watch asks again; for results that history no longer shows: qt settle'),
    (since === undefined || now - since < terms.evaluatedDays * dayMs) && notYet('let it run, and ask again'),
    away > hours * terms.hoursAway && notYet('it was away in between: let it run for as many days on end'),
  )
}

/** The clock hours that the evaluated days touch, and how many of them had no look of the watch. */
function hoursOf({ from, now, measured }: Evidence): { readonly hours: number; readonly away: number } {
  const hourOf = (at: number) => Math.floor(at / hourMs)
  const [first, last] = [hourOf(from), hourOf(Math.max(from, now - lateMs))]
  const looks = measured.ticks.flatMap(({ at, value }) => (value > 0 ? hourOf(at) : []))
  const seen = new Set(looks.filter(hour => hour >= first && hour <= last))
  const hours = last - first + 1
  return { hours, away: hours - seen.size }
}
