import { Decimal } from 'decimal.js'
import { type MarkRange, withinMarkCandles } from '#paper/feed/candle-steps.ts'
import { type Print, printsOf, stepOf } from '#paper/feed/trade-steps.ts'
import { decimalString, decimalsOf, units } from '#paper/feed/units.ts'
import type { PriceStep } from '#paper/ports.ts'
import type { TradesByMinute } from './agg-trades.ts'
import type { CandleSeries } from './candle-series.ts'
import { type Candle, packedCandles } from './candles.ts'
import type { StepMaker, StepSettings } from './step-maker.ts'
import {
  basisSwingBp,
  lagWindowMs,
  markLag,
  seededNoise,
  spreadBp,
  strainAt,
  volatilityOf,
} from './volatility.ts'

const minuteMs = 60_000

/** The minutes of recorded trades as candles; a minute without a trade has none. */
export function candlesOfTrades(symbol: string, trades: TradesByMinute, tickDecimals: number): CandleSeries {
  const all = [...trades.values()].flat()
  const most = (decimals: (trade: (typeof all)[number]) => number) =>
    all.reduce((found, trade) => Math.max(found, decimals(trade)), 0)
  const priceDecimals = Math.max(
    tickDecimals,
    most(trade => decimalsOf(trade.price)),
  )
  const volumeDecimals = most(trade => decimalsOf(trade.quantity))
  const candles = packedCandles(trades.size)
  for (const [openTime, own] of trades) {
    const prices = own.map(({ price, id }) => units(price, priceDecimals, `trade ${id} of ${symbol}`))
    const volumes = own.map(({ quantity, id }) => units(quantity, volumeDecimals, `trade ${id} of ${symbol}`))
    const [open = 0, close = 0] = [prices[0], prices.at(-1)]
    const [high, low] = [Math.max(...prices), Math.min(...prices)]
    const volume = volumes.reduce((sum, each) => sum + each, 0)
    candles.push({ openTime, open, high, low, close, volume })
  }
  return { symbol, mark: false, intervalMs: minuteMs, priceDecimals, volumeDecimals, candles }
}

/**
 * Steps at the times and prices of the trades: of each `stepMs` the lowest, the highest and the last. The trade's
 * price is that of the side it hit. The mark keeps a seeded basis, within recorded mark candles if there are some.
 */
export function tradeStepMaker(
  series: CandleSeries,
  trades: TradesByMinute,
  mark: CandleSeries | undefined,
  settings: StepSettings,
): StepMaker {
  const { symbol, priceDecimals } = series
  const tick = new Decimal(settings.tickSize ?? decimalString(1, priceDecimals))
  const noise = seededNoise(settings.seed, symbol)

  return (candle, before) => {
    const past = before?.openTime === candle.openTime - minuteMs ? before : undefined
    const own = volatilityOf(candle, minuteMs)
    const earlier = past ? volatilityOf(past, minuteMs) : own
    const prints = printsOf(trades.get(candle.openTime) ?? [], settings.stepMs)
    const recent = past ? printsOf(trades.get(past.openTime) ?? [], settings.stepMs) : []
    const meanAt = recentMeans([...recent, ...prints])
    const steps = prints.map(print => {
      const volatility = strainAt(earlier, own, (print.time - candle.openTime) / minuteMs)
      const last = Number(print.price)
      const swing = (last * basisSwingBp(volatility) * noise(print.time)) / 10_000
      const basis = swing + (last - meanAt(print)) * markLag(volatility)
      return stepOf(print, { width: widthOf(print, volatility, tick), basisAt: () => new Decimal(basis) })
    })
    const marked = mark?.candles.openingAt(candle.openTime)
    return bounded(steps, mark && marked && rangeOf(marked, mark))
  }
}

const rangeOf = ({ openTime, high, low }: Candle, { priceDecimals }: CandleSeries): MarkRange => ({
  openTime,
  high: decimalString(high, priceDecimals),
  low: decimalString(low, priceDecimals),
})

function bounded(steps: readonly PriceStep[], range: MarkRange | undefined): readonly PriceStep[] {
  const last = steps.at(-1)
  if (range === undefined || last === undefined) return steps
  const seen = { since: Number.NEGATIVE_INFINITY, range: undefined }
  return withinMarkCandles([...steps, last], [range], seen).slice(0, -1)
}

/** In whole ticks, at least one, as wide as the minute's volatility makes the book. */
function widthOf(print: Print, volatility: number, tick: Decimal): Decimal {
  const wanted = new Decimal(print.price).times(spreadBp(volatility)).div(10_000)
  return Decimal.max(tick, wanted.div(tick).ceil().times(tick))
}

/** Mean of the last price over the time that the mark lags, before each print, in their order. */
function recentMeans(prints: readonly Print[]): (print: Print) => number {
  const places = new Map(prints.map((print, index) => [print, index]))
  return print => {
    const start = print.time - lagWindowMs
    let until = print.time
    let [sum, spanMs] = [0, 0]
    for (let index = (places.get(print) ?? 0) - 1; index >= 0 && until > start; index--) {
      const each = prints[index]
      if (!each) break
      const from = Math.max(each.time, start)
      sum += Number(each.price) * (until - from)
      spanMs += until - from
      until = from
    }
    return spanMs === 0 ? Number(print.price) : sum / spanMs
  }
}
