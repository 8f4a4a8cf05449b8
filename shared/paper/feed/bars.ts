import { dec } from '#domain/decimal.ts'
import type { Bar, PriceStep } from '../ports.ts'
import { stepTrades } from './step-trades.ts'

const NOTHING = dec(0)

/** The bar of at least one step, by last price or by mark price; the mark has no volume. */
export function barOf(
  openTime: number,
  steps: readonly PriceStep[],
  price: 'last' | 'mark',
  before: PriceStep | undefined,
): Bar {
  const prices = steps.map(step => step[price])
  const numbers = prices.map(Number)
  const at = (value: number) => prices[numbers.indexOf(value)] ?? ''
  const ends = { openTime, open: prices[0] ?? '', close: prices.at(-1) ?? '' }
  const range = { high: at(Math.max(...numbers)), low: at(Math.min(...numbers)) }
  return { ...ends, ...range, ...(price === 'last' ? volumesOf(steps, before) : untraded(steps.length)) }
}

const untraded = (trades: number) => ({
  volume: NOTHING,
  quoteVolume: NOTHING,
  takerVolume: NOTHING,
  takerQuoteVolume: NOTHING,
  trades,
})

function volumesOf(steps: readonly PriceStep[], before: PriceStep | undefined) {
  let { volume, quoteVolume, takerVolume, takerQuoteVolume } = untraded(0)
  const trades = stepTrades(steps, before)
  for (const { price, quantity, buyerWasMaker } of trades) {
    const quote = dec(price).times(quantity)
    volume = volume.plus(quantity)
    quoteVolume = quoteVolume.plus(quote)
    if (buyerWasMaker) continue
    takerVolume = takerVolume.plus(quantity)
    takerQuoteVolume = takerQuoteVolume.plus(quote)
  }
  return { volume, quoteVolume, takerVolume, takerQuoteVolume, trades: trades.length }
}

/** The bar of a stretch in which nothing happened. */
export const stillBar = (openTime: number, price: string): Bar => ({
  openTime,
  open: price,
  high: price,
  low: price,
  close: price,
  ...untraded(0),
})

/** Two consecutive bars as one. */
export const joinBars = (first: Bar, next: Bar): Bar => ({
  openTime: first.openTime,
  open: first.open,
  high: Number(next.high) > Number(first.high) ? next.high : first.high,
  low: Number(next.low) < Number(first.low) ? next.low : first.low,
  close: next.close,
  volume: first.volume.plus(next.volume),
  quoteVolume: first.quoteVolume.plus(next.quoteVolume),
  takerVolume: first.takerVolume.plus(next.takerVolume),
  takerQuoteVolume: first.takerQuoteVolume.plus(next.takerQuoteVolume),
  trades: first.trades + next.trades,
})

/** A row of Binance's klines; `closeTime` is the last millisecond of its interval. */
export const klineRow = (bar: Bar, closeTime: number): readonly (number | string)[] => [
  bar.openTime,
  bar.open,
  bar.high,
  bar.low,
  bar.close,
  bar.volume.toFixed(),
  closeTime,
  bar.quoteVolume.toFixed(),
  bar.trades,
  bar.takerVolume.toFixed(),
  bar.takerQuoteVolume.toFixed(),
  '0',
]

/** Binance's weight for this many candles. */
export function weightOfKlines(limit: number): number {
  if (limit < 100) return 1
  if (limit < 500) return 2
  return limit <= 1000 ? 5 : 10
}
