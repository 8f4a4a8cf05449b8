import { parseSignal } from '#signals/parse-signal.ts'
import type { Gap } from '../local/market/candle-series.ts'
import { type Plan, type PlanOptions, readPlan } from '../local/play/plan.ts'
import { withoutPrices } from '../local/play/without-prices.ts'
import { counted } from '../terminal/counted.ts'

export interface Input {
  readonly plan: Plan
  /** Remarks for the operator before the run, one per line. */
  readonly remarks: readonly string[]
}

/** Reads market and signals. Throws a message for the operator if they cannot be played. */
export function readInput(options: PlanOptions): Input {
  const plan = readPlan(options)
  const all = plan.signals.length + plan.leftOut
  if (!options.rule) refuseWithoutSignals(options, plan, all)
  return {
    plan,
    remarks: [
      ...plan.told,
      ...plan.about,
      ...invalid(plan),
      ...leftOut(plan, all),
      ...withoutPrices(plan),
      ...gapsOf(plan.market.gaps),
    ],
  }
}

function refuseWithoutSignals({ signals: file }: PlanOptions, plan: Plan, all: number): void {
  if (file === undefined) return
  if (all === 0) throw new Error(`${file}: expected signals, one JSON object a line, found an empty file.`)
  if (plan.signals.length === 0)
    throw new Error(
      `${file}: none of its ${all} signals lies between ${iso(plan.startAt)} and ${iso(plan.market.to)}, the time of the klines. Give klines of their time, or another --from and --to.`,
    )
}

/** They still arrive, as they would from a producer, and the gate says what is wrong with each. */
function invalid({ signals, configuration }: Plan): readonly string[] {
  const problems = signals.flatMap(({ body, at }) => {
    const read = parseSignal(body, at, configuration)
    return read.valid ? [] : [read.problems.join('; ')]
  })
  const [first] = problems
  if (first === undefined) return []
  return [
    problems.length === 1
      ? `1 signal is invalid and will be rejected: ${first}`
      : `${problems.length} signals are invalid and will be rejected; the first: ${first}`,
  ]
}

const leftOut = (plan: Plan, all: number): readonly string[] =>
  plan.leftOut === 0
    ? []
    : [`${plan.leftOut} of ${all} signals are outside the time of the klines, and left out.`]

function gapsOf(gaps: readonly Gap[]): readonly string[] {
  return [...Map.groupBy(gaps, ({ symbol }) => symbol)].map(([symbol, own]) => {
    const minutes = own.reduce((sum, { from, to }) => sum + (to - from) / 60_000, 0)
    const [longest] = own.toSorted((a, b) => b.to - b.from - (a.to - a.from))
    return `${symbol}: ${counted(own.length, 'gap')}, ${counted(minutes, 'minute')} in all, the longest from ${iso(longest?.from ?? 0)} to ${iso(longest?.to ?? 0)}; the price stays the same in them.`
  })
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 16)
