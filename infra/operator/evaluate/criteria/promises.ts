import { counted } from '../../../terminal/counted.ts'
import { moment, span } from '../../../terminal/time.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

/**
 * The same measure as the alarm Unprotected: one look may fall between a fill and its stop, two within a minute may
 * not.
 */
const uncoveredLooks = 2

/** Every position had a stop, or got one in time. */
export function protectedAlways({ measured, shown }: Evidence, terms: Terms): Judgement {
  const { uncovered, longestNakedMs, invariantsBroken, stopsMovedNaked } = measured
  const naked = uncovered.filter(({ value }) => value >= uncoveredLooks)
  const [first] = naked
  const todo = 'see qt explain of the positions of that time, and the runbook'
  return judged(
    {
      expected: `a stop within ${span(terms.nakedMs)} of the fill, none seen missing twice in a minute, none moved without another, no rule broken`,
      found: [
        longestNakedMs === undefined
          ? 'no entry'
          : `longest without a stop after a fill ${span(longestNakedMs)}`,
        first
          ? `seen without a stop in ${naked.length} min, first ${moment(first.at)}`
          : 'none seen without a stop',
        `${invariantsBroken} rules broken, ${stopsMovedNaked} stops moved without another`,
        ...shown.unprotected,
      ].join('; '),
      facts: { longestNakedMs, uncovered: naked, invariantsBroken, stopsMovedNaked, now: shown.unprotected },
    },
    shown.unprotected.length > 0 && failsFor('see qt positions: the next look settles what it can'),
    first && failsFor(todo),
    longestNakedMs !== undefined && longestNakedMs > terms.nakedMs && failsFor(todo),
    invariantsBroken > 0 && failsFor('read the log lines invariant-broken, and the runbook'),
    stopsMovedNaked > 0 && failsFor(todo),
    longestNakedMs === undefined && notYet('let it trade, and ask again'),
  )
}

/** No position left an order behind. */
export function clean({ measured: { ordersSwept }, shown, figures }: Evidence): Judgement {
  const { ordersLeft } = shown
  const { trades } = figures.all
  return judged(
    {
      expected: 'no order left by a closed position',
      found: [
        `${trades} closed, ${counted(ordersSwept, 'order')} swept`,
        ...ordersLeft.map(id => `${id} stands`),
      ].join('; '),
      facts: { trades, ordersSwept, ordersLeft },
    },
    ordersLeft.length > 0 && failsFor('see qt orders: the next look sweeps it; ask again in a minute'),
    ordersSwept > 0 && failsFor('read the log lines of survey on swept orders, and the runbook (OrdersLeft)'),
    trades === 0 && notYet('let it trade, and ask again'),
  )
}
