import { sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { exitOf } from '#figures/exit.ts'
import type { Figures } from '#figures/figures.ts'
import {
  entriesByPrefix,
  type PositionLifetime,
  positionLifetimes,
  type VenueLedger,
} from '#paper/audit/ledger.ts'
import type { Observed } from './observed.ts'
import { asTold } from './oracle/as-told.ts'
import { type Breaches, judgePromises, lifetimeOf, type PromiseName } from './promises.ts'
import type { Records } from './records.ts'
import { type PlayedRun, runFigures } from './run-figures.ts'
import { type RunNotes, runTestimony } from './run-testimony.ts'

/** What `--json` writes: prices and money as decimal strings, times as ISO 8601. */
export interface Report {
  /** When the run was interrupted and its open positions closed, in market time; absent if it was not. */
  readonly interruptedAt?: string
  readonly signals: {
    readonly received: number
    readonly accepted: number
    readonly rejected: Readonly<Record<string, number>>
  }
  readonly positions: readonly ReportedPosition[]
  readonly emergencyCloses: number
  /** `held` is the former name of `done`. */
  readonly ticks: { readonly due: number; readonly done: number; readonly held: number }
  readonly weight: { readonly perMinuteMax: number; readonly perMinuteMean: number }
  readonly ordersLeft: number
  readonly duplicateEntries: number
  readonly promises: Readonly<Record<PromiseName, boolean>>
  /** The first few findings against each broken promise. */
  readonly breaches: Partial<Breaches>
  /** Return, risk, costs and luck, by the venue's books. */
  readonly figures: Figures
}

export interface ReportedPosition {
  readonly id: string
  readonly symbol: string
  readonly side: string
  readonly source: string
  readonly leverage: number
  readonly entryPrice: string
  readonly exitPrice: string
  readonly quantity: string
  readonly openedAt: string
  readonly closedAt: string
  /** As in the table; `exit` tells a first stop from a trailing one. */
  readonly reason: string
  readonly exit: string
  readonly highestTier: number
  readonly grossPnl: string
  readonly fees: string
  readonly netPnl: string
  readonly nakedMs: number
  /** The same, by reason. */
  readonly nakedBy: PositionLifetime['nakedBy']
}

export interface Run extends PlayedRun {
  readonly received: number
  /** Messages that the signal queue itself rejected. */
  readonly notTaken: number
  readonly records: Records
  readonly observed: Observed
  readonly intervalMs: number
  readonly notes: RunNotes
  /** Milliseconds; set if the run was interrupted. */
  readonly interruptedAt?: number
}

/** One fault may break the same promise at every look: the first few findings are enough. */
const mostTold = 10

/** Judges a finished run. */
export function reportOf(run: Run): { readonly report: Report; readonly breaches: Breaches } {
  const { records, ledgers, observed, intervalMs, notes } = run
  const { lifetimes, ordersLeft, duplicateEntries } = readBooks(ledgers)
  const ticks = countTicks(lifetimes, observed.ticks, intervalMs)
  const { positions, verdicts } = records
  const breaches = judgePromises({
    ledgers,
    lifetimes,
    positions,
    verdicts,
    notAsTold: asTold(runTestimony(notes, records, ledgers)),
    ordersLeft,
    duplicateEntries,
    ticks,
    intervalMs,
  })
  const promises = Object.fromEntries(
    Object.entries(breaches).map(([name, seen]) => [name, seen.length === 0]),
  ) as Report['promises']
  const told = Object.fromEntries(
    Object.entries(breaches).flatMap(([name, seen]) =>
      seen.length > 0 ? [[name, seen.slice(0, mostTold)]] : [],
    ),
  ) as Report['breaches']
  return {
    breaches,
    report: {
      ...(run.interruptedAt !== undefined && { interruptedAt: new Date(run.interruptedAt).toISOString() }),
      signals: countSignals(run),
      positions: positions.flatMap(position => reported(position, lifetimeOf(position, lifetimes))),
      emergencyCloses: observed.emergencyCloses,
      ticks,
      weight: weightOf(observed),
      ordersLeft,
      duplicateEntries,
      promises,
      breaches: told,
      figures: runFigures(run, lifetimes),
    },
  }
}

function countSignals({ received, notTaken, records }: Run): Report['signals'] {
  const rejected: Record<string, number> = notTaken > 0 ? { 'not-taken': notTaken } : {}
  for (const { verdict, reason = 'unknown' } of records.verdicts) {
    if (verdict === 'refused') rejected[reason] = (rejected[reason] ?? 0) + 1
  }
  return {
    received,
    accepted: records.verdicts.filter(({ verdict }) => verdict === 'accepted').length,
    rejected,
  }
}

function reported(position: Position, life: PositionLifetime | undefined): readonly ReportedPosition[] {
  const { result } = position
  if (!result || !life) return []
  return [
    {
      id: position.id,
      symbol: position.symbol,
      side: position.side,
      source: position.source,
      leverage: position.leverage,
      entryPrice: life.entryPrice.toDecimalPlaces(8).toFixed(),
      exitPrice: life.exitPrice?.toDecimalPlaces(8).toFixed() ?? '',
      quantity: life.entryQuantity.toFixed(),
      openedAt: new Date(life.openedAt).toISOString(),
      closedAt: new Date(life.closedAt ?? 0).toISOString(),
      reason: result.reason,
      exit: exitOf(result.reason, position.tier),
      highestTier: position.tier,
      grossPnl: life.realizedPnl.toFixed(8),
      fees: life.fees.toFixed(8),
      netPnl: life.netPnl.toFixed(8),
      nakedMs: Math.round(life.nakedMs),
      nakedBy: life.nakedBy,
    },
  ]
}

/** Sums over the books of all symbols, one after the other. */
function readBooks(ledgers: Iterable<VenueLedger>) {
  const lifetimes: PositionLifetime[] = []
  let [left, duplicateEntries] = [0, 0]
  for (const ledger of ledgers) {
    lifetimes.push(...positionLifetimes(ledger))
    left += liveOrders(ledger).length
    duplicateEntries += countDuplicateEntries(ledger)
  }
  return { lifetimes, ordersLeft: left, duplicateEntries }
}

const liveOrders = ({ orders, algoOrders }: VenueLedger) => [
  ...orders.filter(order => order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'),
  ...algoOrders.filter(order => order.endTime === 0),
]

/** Entry orders beyond one per position; client ids contain the position's id. */
export const countDuplicateEntries = (ledger: VenueLedger): number =>
  entriesByPrefix(ledger)
    .values()
    .reduce((total, entries) => total + entries - 1, 0)

type Span = Pick<PositionLifetime, 'openedAt' | 'closedAt'>

/** A tick is due at each mark of the grid while a position is open. */
export function countTicks(lifetimes: readonly Span[], claimed: Iterable<number>, intervalMs: number) {
  const spans = dueSpans(lifetimes, intervalMs)
  const due = spans.reduce((sum, { from, to }) => sum + (to - from) / intervalMs, 0)
  let [done, next] = [0, 0]
  for (const tick of claimed) {
    while (tick >= (spans[next]?.to ?? Number.POSITIVE_INFINITY)) next += 1
    if (tick >= (spans[next]?.from ?? Number.POSITIVE_INFINITY) && tick % intervalMs === 0) done += 1
  }
  return { due, done, held: done }
}

/**
 * Stretches of the grid, from one mark to before another, during which a position was open; in order and disjoint.
 */
function dueSpans(lifetimes: readonly Span[], intervalMs: number) {
  const markFrom = (at: number) => Math.ceil(at / intervalMs) * intervalMs
  const spans: { readonly from: number; to: number }[] = []
  for (const { openedAt, closedAt = openedAt } of lifetimes.toSorted((a, b) => a.openedAt - b.openedAt)) {
    const [from, to] = [markFrom(openedAt), markFrom(closedAt)]
    const last = spans.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else if (to > from) spans.push({ from, to })
  }
  return spans
}

const weightOf = ({ weight }: Observed): Report['weight'] => ({
  perMinuteMax: weight.most(),
  perMinuteMean: Math.round(weight.mean() * 10) / 10,
})

/** Net result of all positions, in quote asset. */
export const netOf = ({ positions }: Pick<Report, 'positions'>): string =>
  sum(positions.map(position => position.netPnl)).toFixed(2)
