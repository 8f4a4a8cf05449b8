import { decimalString, units } from '#paper/feed/units.ts'
import type { PriceStep } from '#paper/ports.ts'
import type { CandleSeries } from './candle-series.ts'
import type { Candle } from './candles.ts'
import { lowFirst, type PricePath, spreadVolume, type Turns, turnsOf, walk, waypoints } from './price-path.ts'
import {
  basisSwingBp,
  lagWindowMs,
  markLag,
  seededNoise,
  spreadBp,
  strainAt,
  volatilityOf,
} from './volatility.ts'

export interface StepSettings {
  readonly path: PricePath
  readonly seed: number
  /** Milliseconds between steps; divides a minute, at most a second. */
  readonly stepMs: number
  /** Decimal string; absent: one unit of the last decimal found in the recording. */
  readonly tickSize?: string
}

/** Makes the steps of one candle; the candle right before it, if recorded, gives the price that it comes from. */
export type StepMaker = (candle: Candle, before: Candle | undefined) => readonly PriceStep[]

/** Decimals of a mark beyond the tick's: Binance's marks are finer than the tick. */
const extraMarkDecimals = 2

/**
 * Turns candles of the last price into steps with a book and a mark around it. The mark follows `mark`'s candles if
 * they are recorded, turning at the same steps as the last price; else it keeps a seeded basis.
 */
export function stepMaker(
  series: CandleSeries,
  mark: CandleSeries | undefined,
  settings: StepSettings,
): StepMaker {
  const { intervalMs, priceDecimals, volumeDecimals, symbol } = series
  const { path, stepMs } = settings
  const count = intervalMs / stepMs
  const tick =
    settings.tickSize === undefined ? 1 : units(settings.tickSize, priceDecimals, `tick of ${symbol}`)
  const noise = seededNoise(settings.seed, symbol)

  const walkOf = (candle: Candle) => {
    const points = waypoints(candle, path)
    const turns = turnsOf(points, count)
    return { turns, prices: walk(points, turns, count, tick) }
  }
  const seededMarks = (
    candle: Candle,
    prices: readonly number[],
    strains: readonly number[],
    past: Candle | undefined,
  ) => {
    const means = trailingMeans(past ? walkOf(past).prices : [], prices, lagWindowMs / stepMs)
    return prices.map((price, index) => {
      const volatility = strains[index] ?? 0
      const swing = (price * basisSwingBp(volatility) * noise(candle.openTime + index * stepMs)) / 10_000
      const lag = (price - (means[index] ?? price)) * markLag(volatility)
      return decimalString(
        Math.round((price - swing - lag) * 10 ** extraMarkDecimals),
        priceDecimals + extraMarkDecimals,
      )
    })
  }
  const recordedMarks = (candle: Candle, turns: Turns, recorded: Candle, decimals: number) => {
    const { open, high, low, close } = recorded
    const points = lowFirst(candle, path)
      ? ([open, low, high, close] as const)
      : ([open, high, low, close] as const)
    return walk(points, turns, count, 1).map(price => decimalString(price, decimals))
  }

  return (candle, before) => {
    const past = before?.openTime === candle.openTime - intervalMs ? before : undefined
    const { turns, prices } = walkOf(candle)
    const volumes = spreadVolume(candle.volume, count)
    const own = volatilityOf(candle, intervalMs)
    const earlier = past ? volatilityOf(past, intervalMs) : own
    const strains = prices.map((_, index) => strainAt(earlier, own, index / count))
    const recorded = mark?.candles.openingAt(candle.openTime)
    const marks =
      recorded && mark
        ? recordedMarks(candle, turns, recorded, mark.priceDecimals)
        : seededMarks(candle, prices, strains, past)
    return prices.map((price, index) => {
      const { bid, ask } = bookAround(price, tick, spreadBp(strains[index] ?? 0))
      return {
        time: candle.openTime + index * stepMs,
        last: decimalString(price, priceDecimals),
        mark: marks[index] ?? decimalString(price, priceDecimals),
        bid: decimalString(bid, priceDecimals),
        ask: decimalString(ask, priceDecimals),
        volume: decimalString(volumes[index] ?? 0, volumeDecimals),
      }
    })
  }
}

/** Best bid and ask on the tick, at least one tick apart, with the last price on or between them. */
function bookAround(price: number, tick: number, widthBp: number): { bid: number; ask: number } {
  const ticks = Math.max(1, Math.ceil((price * widthBp) / 10_000 / tick))
  const bid = Math.max(tick, (Math.floor(price / tick) - Math.floor(ticks / 2)) * tick)
  return { bid, ask: bid + ticks * tick }
}

/** Mean of each price and up to `window` prices before it. */
function trailingMeans(past: readonly number[], prices: readonly number[], window: number): number[] {
  const all = [...past.slice(-window), ...prices]
  const offset = all.length - prices.length
  let sum = 0
  return all
    .map((price, index) => {
      sum += price - (index > window ? (all[index - window - 1] ?? 0) : 0)
      return sum / Math.min(index + 1, window + 1)
    })
    .slice(offset)
}
