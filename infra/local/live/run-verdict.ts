import type { Position } from '#domain/position.ts'
import type { Interval } from '#paper/audit/intervals.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { Observed } from '../audit/observed.ts'
import { type Breaches, judgePromises, lifetimeOf } from '../audit/promises.ts'
import type { Records } from '../audit/records.ts'
import { countDuplicateEntries, countTicks } from '../audit/report.ts'
import { within, without } from './awake.ts'

export interface LiveEvidence {
  /** The venue's books, back to the first order of each position that was open in this run. */
  readonly ledgers: readonly VenueLedger[]
  readonly records: Pick<Records, 'positions' | 'verdicts'>
  readonly observed: Pick<Observed, 'ticks'>
  readonly intervalMs: number
  readonly startedAt: number
  /** When the run is accountable for its positions. */
  readonly spans: readonly Interval[]
  /** When no prices came: a look without prices sees nothing, and does not count as missed. */
  readonly outages?: readonly Interval[]
}

/** The promises by which a run can be judged before its end; "as-told" needs a whole run. */
export type LiveBreaches = Omit<Breaches, 'as-told'>

/** Two ticks: a result may be this far behind the venue. */
const settledTicks = 2

/** How a run at today's prices kept its promises while it ran, by the venue's books. */
export function judgeRun(evidence: LiveEvidence): LiveBreaches {
  const { ledgers, records, observed, intervalMs, startedAt, spans, outages = [] } = evidence
  const all = ledgers.flatMap(positionLifetimes)
  const told = new Set(records.positions.map(position => lifetimeOf(position, all)))
  const lifetimes = all
    .filter(life => (life.closedAt ?? Number.POSITIVE_INFINITY) > startedAt || told.has(life))
    .map(life => seenWithin(life, spans))
  // A look begins a moment before its requests.
  const blind = outages.map(({ from, to }) => ({ from: from - intervalMs, to }))
  const judged = {
    ...{ ledgers, intervalMs, ordersLeft: 0, notAsTold: [] },
    duplicateEntries: ledgers.reduce((sum, ledger) => sum + countDuplicateEntries(ledger), 0),
    ticks: countTicks(openIn(lifetimes, without(spans, blind)), observed.ticks, intervalMs),
    verdicts: records.verdicts.filter(({ at }) => isAwake(at, at + 3 * intervalMs, spans)),
  }
  const { 'as-told': _, ...breaches } = judgePromises({ ...judged, lifetimes, positions: records.positions })
  const { accounted } = judgePromises({ ...judged, ...settledOf(evidence, lifetimes) })
  return { ...breaches, accounted }
}

/** What the run could have repaired: nothing while it was away or asleep. */
const seenWithin = (life: PositionLifetime, spans: readonly Interval[]): PositionLifetime => ({
  ...life,
  naked: within(life.naked, spans),
  loosened: within(life.loosened, spans),
  ordersLeft: within(
    life.ordersLeft.map(order => ({ ...order, to: order.to ?? spans.at(-1)?.to ?? order.from })),
    spans,
  ),
})

/**
 * Positions whose results are due: one that just ended, or that history does not show whole yet, is settled later.
 */
function settledOf(
  { records: { positions }, ledgers, intervalMs }: LiveEvidence,
  lifetimes: readonly PositionLifetime[],
): { readonly lifetimes: readonly PositionLifetime[]; readonly positions: readonly Position[] } {
  const until = Math.max(...ledgers.map(ledger => ledger.until))
  const isDue = ({ closedAt }: PositionLifetime) =>
    closedAt !== undefined && closedAt < until - settledTicks * intervalMs
  const unknown = positions.filter(({ result }) => result?.provisional !== undefined)
  const isUnknown = (life: PositionLifetime) =>
    unknown.some(position => lifetimeOf(position, lifetimes) === life)
  const due = lifetimes.filter(life => isDue(life) && !isUnknown(life))
  return { lifetimes: due, positions: positions.filter(position => lifetimeOf(position, due)) }
}

/** The parts of positions' lives for which the run is accountable. */
const openIn = (lifetimes: readonly PositionLifetime[], spans: readonly Interval[]) =>
  within(
    lifetimes.map(({ openedAt: from, closedAt: to = Number.POSITIVE_INFINITY }) => ({ from, to })),
    spans,
  ).map(({ from: openedAt, to: closedAt }) => ({ openedAt, closedAt }))

const isAwake = (from: number, to: number, spans: readonly Interval[]): boolean =>
  spans.some(span => span.from <= from && span.to >= to)
