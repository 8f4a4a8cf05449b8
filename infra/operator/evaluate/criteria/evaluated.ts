import { span } from '../../../terminal/time.ts'
import { type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

const dayMs = 86_400_000

/** It was at work for the days that count, and every result of them is known. */
export function evaluated({ now, since, from, unknown, figures }: Evidence, terms: Terms): Judgement {
  const { trades } = figures.all
  return judged(
    {
      expected: `${terms.evaluatedDays} days at work, every result known`,
      found: [
        since === undefined ? 'never seen at work' : `${span(now - from)} at work`,
        `${trades} ${trades === 1 ? 'position' : 'positions'} closed`,
        unknown.length > 0 && `not known: ${unknown.join(', ')}`,
      ]
        .filter(Boolean)
        .join('; '),
      facts: { from, trades, unknown },
    },
    unknown.length > 0 && notYet('the watch asks again; what history shows no more: qt settle'),
    (since === undefined || now - since < terms.evaluatedDays * dayMs) && notYet('let it run, and ask again'),
  )
}
