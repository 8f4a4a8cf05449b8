import { parseSignal } from '#signals/parse-signal.ts'
import type { Gap } from '../local/market/candle-series.ts'
import { tableEndings } from '../local/market/csv-table.ts'
import { count } from '../local/play/made-signals.ts'
import { openPlan, type Plan, type PlanOptions, readPlan, refuseLoneCoin } from '../local/play/plan.ts'
import { readSignalLines } from '../local/play/signal-lines.ts'
import { withoutPrices } from '../local/play/without-prices.ts'
import { aboutSignals } from '../local/sample-signals/file.ts'
import { readSignalTable, type SignalField } from './signal-table.ts'

export interface InputOptions extends Omit<PlanOptions, 'signals'> {
  readonly signals?: string
  /** Which column of a CSV says what. */
  readonly columns: Readonly<Partial<Record<SignalField, string>>>
}

export interface Input {
  readonly plan: Plan
  /** What the operator should know of it before it is played, a line each. */
  readonly remarks: readonly string[]
}

/** Reads everything that is played. Throws with a message for the operator where it cannot be. */
export function readInput(options: InputOptions): Input {
  const { signals: _, columns, ...market } = options
  refuseLoneCoin(options)
  const file = options.rule ? undefined : options.signals
  const table = file !== undefined && tableEndings.test(file) ? readSignalTable(file, columns) : undefined
  if (!table && Object.keys(columns).length > 0)
    throw new Error('--columns names the columns of a .csv: give one with --signals.')
  const lines = table?.lines ?? (file === undefined ? [] : readSignalLines(file, Number.NEGATIVE_INFINITY))
  if (file !== undefined && lines.length === 0)
    throw new Error(`${file}: expected signals, one JSON object a line, found an empty file.`)
  const plan = options.rule ? readPlan(market) : openPlan(market, lines, { about: aboutSignals(file) })
  if (file !== undefined && plan.signals.length === 0)
    throw new Error(
      `${file}: none of its ${lines.length} signals lies between ${iso(plan.startAt)} and ${iso(plan.market.to)}, where there are klines. Give klines of their time, or another --from and --to.`,
    )
  return {
    plan,
    remarks: [
      ...plan.told,
      ...plan.about,
      ...(table ? [`Signals: ${table.columns}.`] : []),
      ...invalid(plan),
      ...leftOut(plan, lines.length),
      ...withoutPrices(plan),
      ...gapsOf(plan.market.gaps),
    ],
  }
}

/** They arrive all the same, as they would from a producer, and the gate says of each what is wrong with it. */
function invalid({ signals, configuration }: Plan): readonly string[] {
  const problems = signals.flatMap(({ body, at }) => {
    const read = parseSignal(body, at, configuration)
    return read.valid ? [] : [read.problems.join('; ')]
  })
  const [first] = problems
  if (first === undefined) return []
  return [
    problems.length === 1
      ? `1 signal is invalid, and will be refused: ${first}`
      : `${problems.length} signals are invalid, and will be refused; the first: ${first}`,
  ]
}

const leftOut = (plan: Plan, all: number): readonly string[] =>
  plan.leftOut === 0
    ? []
    : [`${plan.leftOut} of ${all} signals lie before or after the klines, and are left out.`]

function gapsOf(gaps: readonly Gap[]): readonly string[] {
  return [...Map.groupBy(gaps, ({ symbol }) => symbol)].map(([symbol, own]) => {
    const minutes = own.reduce((sum, { from, to }) => sum + (to - from) / 60_000, 0)
    const [longest] = own.toSorted((a, b) => b.to - b.from - (a.to - a.from))
    return `${symbol}: ${count(own.length, 'gap')}, ${count(minutes, 'minute')} in all, the longest from ${iso(longest?.from ?? 0)} to ${iso(longest?.to ?? 0)}; the price stands still in them.`
  })
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 16)
