import { Decimal } from 'decimal.js'
import type { Bar, FundingPaid, PriceStep, Span } from '#paper/ports.ts'
import type { CandleSeries } from './candle-series.ts'
import type { Candle } from './candles.ts'
import type { FundingPayment } from './funding.ts'
import { spanBars } from './span-bars.ts'
import type { StepMaker } from './step-maker.ts'

/** One recorded symbol, readable at any instant. Steps are made on request, a candle at a time. */
export interface SymbolMarket {
  readonly symbol: string
  /** As recorded, of the last price. */
  readonly series: CandleSeries
  /** Times of the first and of the last step. */
  readonly from: number
  readonly to: number
  /** Recorded funding, oldest first. */
  readonly funding: readonly FundingPayment[]
  /** The same, at the times of the steps that pay it, as far as there are such steps. */
  readonly paid: readonly FundingPaid[]
  /** The latest step at or before `at`: the last step after the recording, undefined before it. */
  latest(at: number): PriceStep | undefined
  /** All steps with `from < time <= to`, oldest first. */
  steps(from: number, to: number): readonly PriceStep[]
  /** The bar of each span that has one; undefined for marks that were not recorded. */
  bars(price: 'last' | 'mark', spans: readonly Span[]): readonly (Bar | undefined)[] | undefined
}

/** Candles whose steps are cached: callers ask for the present and the minute before it. */
const keptCandles = 32

export interface SymbolRecording {
  readonly series: CandleSeries
  /** Recorded candles of the mark, which the steps' marks follow. */
  readonly marks?: CandleSeries | undefined
  readonly funding: readonly FundingPayment[]
  readonly make: StepMaker
  /** Time of the last step that `make` draws for a candle. */
  readonly lastStepOf: (candle: Candle) => number
  /** Time of the first of its steps at or after a time; undefined if there is none. */
  readonly stepFrom: (candle: Candle, time: number) => number | undefined
}

export function symbolMarket(recording: SymbolRecording): SymbolMarket {
  const { series, marks, funding, make, lastStepOf } = recording
  const { candles, symbol } = series
  const [first, last] = [candles.at(0), candles.at(candles.length - 1)]
  if (!first || !last) throw new Error(`${symbol}: expected at least one candle, found none.`)
  /** The first candle whose last step is at or after a time. */
  const dueIn = (time: number): number => {
    let index = Math.max(candles.lastBy(time), 0)
    for (let each = candles.at(index); each && lastStepOf(each) < time; each = candles.at(index)) index += 1
    return index
  }
  const payments = funding
    .filter(payment => payment.time >= first.openTime)
    .map(payment => ({ ...payment, candle: dueIn(payment.time) }))
  const due = Map.groupBy(payments, payment => payment.candle)
  let paid: readonly FundingPaid[] | undefined
  const kept = new Map<number, readonly PriceStep[]>()

  const stepsOf = (index: number): readonly PriceStep[] => {
    const candle = candles.at(index)
    if (!candle) return []
    const steps = kept.get(index) ?? withFunding(make(candle, candles.at(index - 1)), due.get(index) ?? [])
    kept.delete(index)
    kept.set(index, steps)
    if (kept.size > keptCandles) for (const oldest of kept.keys()) if (kept.delete(oldest)) break
    return steps
  }
  const from = stepsOf(0)[0]?.time ?? 0

  const latest = (at: number): PriceStep | undefined => {
    const index = candles.lastBy(at)
    const steps = stepsOf(index)
    return steps[lastIndex(steps, step => step.time <= at)] ?? stepsOf(index - 1).at(-1)
  }
  const steps = (from: number, to: number): readonly PriceStep[] => {
    const found: PriceStep[] = []
    const last = candles.lastBy(to)
    for (let index = Math.max(candles.lastBy(from), 0); index <= last; index++)
      for (const step of stepsOf(index)) if (step.time > from && step.time <= to) found.push(step)
    return found
  }

  return {
    symbol,
    series,
    from,
    to: lastStepOf(last),
    funding,
    get paid() {
      paid ??= addedUp(
        payments.flatMap(({ time, rate, candle }) => {
          const own = candles.at(candle)
          const at = own && recording.stepFrom(own, time)
          return at === undefined ? [] : { time: at, rate }
        }),
      )
      return paid
    },
    latest,
    steps,
    bars(price, spans) {
      const isWhole = marks?.candles.length === candles.length
      const own = price === 'last' ? series : isWhole ? marks : undefined
      return own && spanBars({ series: own, price, lastStepOf, latest, steps }, spans)
    },
  }
}

/** Index of the last item that satisfies a condition which holds for a head of the list; -1 if none does. */
function lastIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && holds(item)) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** All payments in a gap fall on one step. */
const addedUp = (payments: readonly FundingPaid[]): readonly FundingPaid[] =>
  [...Map.groupBy(payments, ({ time }) => time)].map(([time, own]) => ({
    time,
    rate: own.reduce((sum, { rate }) => sum.plus(rate), new Decimal(0)).toFixed(),
  }))

/** Each payment falls on the first step at or after its time; payments in a gap add up on the step after it. */
function withFunding(steps: readonly PriceStep[], payments: readonly FundingPayment[]): readonly PriceStep[] {
  return payments.reduce<readonly PriceStep[]>((all, { time, rate }) => {
    const index = all.findIndex(step => step.time >= time)
    const step = all[index]
    if (!step) return all
    const fundingRate = new Decimal(step.fundingRate ?? 0).plus(rate).toFixed()
    return all.with(index, { ...step, fundingRate })
  }, steps)
}
