import { dec } from '#domain/decimal.ts'
import { barOf, joinBars, stillBar } from '#paper/feed/bars.ts'
import { decimalString } from '#paper/feed/units.ts'
import type { Bar, PriceStep, Span } from '#paper/ports.ts'
import type { CandleSeries } from './candle-series.ts'
import type { Candle } from './candles.ts'

/** One symbol's recording, as far as bars need it. */
export interface BarSource {
  /** For the requested price: each candle is aggregated from its steps. */
  readonly series: CandleSeries
  readonly price: 'last' | 'mark'
  readonly lastStepOf: (candle: Candle) => number
  latest(at: number): PriceStep | undefined
  steps(from: number, to: number): readonly PriceStep[]
}

/** The bar of each span: whole candles as recorded, and candles that a span cuts, from their steps. */
export const spanBars = (source: BarSource, spans: readonly Span[]): readonly (Bar | undefined)[] =>
  spans.map(span => spanBar(source, span))

function spanBar(source: BarSource, { after, to }: Span): Bar | undefined {
  const { candles } = source.series
  const first = candles.lastBy(after) + 1
  const whole: Candle[] = []
  for (let index = first; ; index++) {
    const candle = candles.at(index)
    if (candle === undefined || source.lastStepOf(candle) > to) break
    whole.push(candle)
  }
  const last = whole.at(-1)
  const parts = [
    drawn(source, after, Math.min(to, (whole[0]?.openTime ?? to + 1) - 1)),
    recorded(source, whole),
    last && drawn(source, source.lastStepOf(last), to),
  ].flatMap(part => part ?? [])
  const [start, ...rest] = parts
  if (start !== undefined) return { ...rest.reduce(joinBars, start), openTime: after + 1 }
  const before = source.latest(after)
  return before && stillBar(after + 1, before[source.price])
}

function drawn({ price, steps, latest }: BarSource, after: number, to: number): Bar | undefined {
  const own = to > after ? steps(after, to) : []
  return own.length === 0 ? undefined : barOf(after + 1, own, price, latest(after))
}

/**
 * Recorded candles as one bar. The stored recording lacks quote volume and taker-buy volume: the mean of the four
 * prices, and the rising share of the path between them, stand in for them.
 */
function recorded({ series, price }: BarSource, candles: readonly Candle[]): Bar | undefined {
  const [first, last] = [candles[0], candles.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const { priceDecimals, volumeDecimals, intervalMs } = series
  const text = (value: number) => decimalString(value, priceDecimals)
  let [high, low] = [first.high, first.low]
  let [volume, quote, taken, takenQuote] = [0, 0, 0, 0]
  for (const candle of candles) {
    high = Math.max(high, candle.high)
    low = Math.min(low, candle.low)
    if (price === 'mark') continue
    const paid = (candle.volume * (candle.open + candle.high + candle.low + candle.close)) / 4
    const rising = risingShare(candle)
    volume += candle.volume
    quote += paid
    taken += candle.volume * rising
    takenQuote += paid * rising
  }
  const amount = (value: number) => dec(Math.round(value)).div(10 ** volumeDecimals)
  const money = (value: number) => dec(Math.round(value)).div(10 ** (volumeDecimals + priceDecimals))
  return {
    ...{ openTime: first.openTime, open: text(first.open), close: text(last.close) },
    ...{ high: text(high), low: text(low), volume: amount(volume), quoteVolume: money(quote) },
    ...{ takerVolume: amount(taken), takerQuoteVolume: money(takenQuote) },
    trades: (candles.length * intervalMs) / 1000,
  }
}

/** A rising candle is assumed to go down first, a falling one up first. */
function risingShare({ open, high, low, close }: Candle): number {
  const up = close >= open ? high - low : high - open + close - low
  const down = close >= open ? open - low + high - close : high - low
  return up + down === 0 ? 0.5 : up / (up + down)
}
