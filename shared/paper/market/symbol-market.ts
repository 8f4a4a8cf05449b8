import { Decimal } from 'decimal.js'
import type { PriceStep } from '../ports.ts'
import type { Candle, CandleSeries } from './candle-series.ts'
import type { FundingPayment } from './funding.ts'
import type { StepMaker } from './step-maker.ts'

/** One recorded symbol, open at any instant. Steps are drawn when asked for, a candle at a time. */
export interface SymbolMarket {
  readonly symbol: string
  /** Times of the first and of the last step. */
  readonly from: number
  readonly to: number
  /** Recorded funding, oldest first. */
  readonly funding: readonly FundingPayment[]
  /** The latest step at or before `at`: the last one once the recording has ended, undefined before it began. */
  latest(at: number): PriceStep | undefined
  /** All steps with `from < time <= to`, oldest first. */
  steps(from: number, to: number): readonly PriceStep[]
}

/** Candles whose steps are kept: callers ask for the present and the minute before it. */
const keptCandles = 32

export function symbolMarket(
  series: CandleSeries,
  funding: readonly FundingPayment[],
  stepMs: number,
  make: StepMaker,
): SymbolMarket {
  const { candles, intervalMs, symbol } = series
  const first = candles[0]
  const last = candles.at(-1)
  if (!first || !last) throw new Error(`${symbol}: expected at least one candle, found none.`)
  const count = intervalMs / stepMs
  const rates = ratesByStep(funding, candles, intervalMs, stepMs)
  const kept = new Map<number, readonly PriceStep[]>()

  const stepsOf = (index: number): readonly PriceStep[] => {
    const candle = candles[index]
    if (!candle) return []
    const steps = kept.get(index) ?? withFunding(make(candle, candles[index - 1]), rates)
    kept.delete(index)
    kept.set(index, steps)
    if (kept.size > keptCandles) for (const oldest of kept.keys()) if (kept.delete(oldest)) break
    return steps
  }
  const indexAt = (time: number) => lastIndex(candles, candle => candle.openTime <= time)

  return {
    symbol,
    from: first.openTime,
    to: last.openTime + intervalMs - stepMs,
    funding,
    latest(at) {
      const index = indexAt(at)
      const candle = candles[index]
      return candle && stepsOf(index)[Math.min(Math.floor((at - candle.openTime) / stepMs), count - 1)]
    },
    steps(from, to) {
      const found: PriceStep[] = []
      for (let index = Math.max(indexAt(from), 0); (candles[index]?.openTime ?? Infinity) <= to; index++)
        for (const step of stepsOf(index)) if (step.time > from && step.time <= to) found.push(step)
      return found
    },
  }
}

/** Index of the last candle that satisfies a condition which holds for a head of the list; -1 if none does. */
function lastIndex(candles: readonly Candle[], holds: (candle: Candle) => boolean): number {
  let low = 0
  let high = candles.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const candle = candles[middle]
    if (candle && holds(candle)) low = middle + 1
    else high = middle
  }
  return low - 1
}

function withFunding(steps: readonly PriceStep[], rates: ReadonlyMap<number, string>): readonly PriceStep[] {
  if (rates.size === 0) return steps
  return steps.map(step => {
    const fundingRate = rates.get(step.time)
    return fundingRate === undefined ? step : { ...step, fundingRate }
  })
}

/** Each payment falls on the first step at or after its time; payments of a gap add up on the step after it. */
function ratesByStep(
  funding: readonly FundingPayment[],
  candles: readonly Candle[],
  intervalMs: number,
  stepMs: number,
): ReadonlyMap<number, string> {
  const rates = new Map<number, string>()
  for (const { time, rate } of funding) {
    const due = Math.ceil(time / stepMs) * stepMs
    const candle = candles[lastIndex(candles, ({ openTime }) => openTime + intervalMs <= due) + 1]
    if (!candle || due < (candles[0]?.openTime ?? Infinity)) continue
    const stepTime = Math.max(due, candle.openTime)
    rates.set(stepTime, new Decimal(rates.get(stepTime) ?? 0).plus(rate).toFixed())
  }
  return rates
}
