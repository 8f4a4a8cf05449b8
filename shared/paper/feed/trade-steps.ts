import { Decimal } from 'decimal.js'
import type { PriceStep } from '../ports.ts'
import { decimalsOf } from './units.ts'

/** A trade on the tape, aggregated or not. */
export interface Trade {
  readonly id: number
  readonly time: number
  readonly price: string
  readonly quantity: string
  /** The buyer's order was resting: the trade hit the bid. */
  readonly buyerWasMaker: boolean
}

/** A one-minute candle, decimal strings. */
export interface MinuteCandle {
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
}

/** What else is known of the market: the book's width, and last minus mark at two instants. */
export interface Surroundings {
  readonly width: Decimal
  readonly basisAt: (time: number) => Decimal
}

/** A point of the tape that becomes a step. */
export interface Print {
  readonly time: number
  readonly price: string
  readonly volume: Decimal
  readonly atBid: boolean
}

/** The width of the book, rounded up to the tick and at least 1 bp of the price: a paper venue must not flatter. */
export function bookWidth(bid: string, ask: string): Decimal {
  const decimals = Math.max(decimalsOf(bid), decimalsOf(ask))
  const floor = new Decimal(ask).div(10_000).toDecimalPlaces(decimals, Decimal.ROUND_UP)
  return Decimal.max(new Decimal(ask).minus(bid), floor)
}

/** Last minus mark, interpolated linearly between two known instants; outside them the nearer one holds. */
export function basisBetween(
  before: { readonly time: number; readonly basis: Decimal } | undefined,
  now: { readonly time: number; readonly basis: Decimal },
): (time: number) => Decimal {
  if (!before || now.time <= before.time) return () => now.basis
  return time => {
    const progress = Math.min(Math.max((time - before.time) / (now.time - before.time), 0), 1)
    return before.basis.plus(now.basis.minus(before.basis).times(progress))
  }
}

/** For each second the lowest, the highest and the last trade, in their order: no wick is lost. */
export const stepsOfTrades = (trades: readonly Trade[], around: Surroundings): readonly PriceStep[] =>
  printsOf(trades, 1000).map(print => stepOf(print, around))

/** For every `spanMs` the lowest, the highest and the last trade, in their order, with the whole traded volume. */
export function printsOf(trades: readonly Trade[], spanMs: number): readonly Print[] {
  const prints: Print[] = []
  for (const span of Map.groupBy(trades, trade => Math.floor(trade.time / spanMs)).values()) {
    const prices = span.map(trade => Number(trade.price))
    const kept = new Set([Math.min(...prices), Math.max(...prices)].map(price => prices.indexOf(price)))
    kept.add(span.length - 1)
    let volume = new Decimal(0)
    span.forEach(({ time, price, quantity, buyerWasMaker }, index) => {
      volume = volume.plus(quantity)
      if (!kept.has(index)) return
      prints.push({ time, price, volume, atBid: buyerWasMaker })
      volume = new Decimal(0)
    })
  }
  return prints
}

export function stepOf({ time, price, volume, atBid }: Print, { width, basisAt }: Surroundings): PriceStep {
  const last = new Decimal(price)
  const mark = last.minus(basisAt(time)).toDecimalPlaces(8)
  return {
    time,
    last: price,
    mark: mark.isPositive() && !mark.isZero() ? mark.toFixed() : price,
    bid: (atBid ? last : last.minus(width)).toFixed(),
    ask: (atBid ? last.plus(width) : last).toFixed(),
    volume: volume.toFixed(),
  }
}

/** The present market without a trade: the book as read, widened around its middle if it is too thin. */
export function presentStep(
  time: number,
  last: string,
  mark: string,
  book: { readonly bid: string; readonly ask: string },
): PriceStep {
  const missing = bookWidth(book.bid, book.ask).minus(new Decimal(book.ask).minus(book.bid))
  const decimals = Math.max(decimalsOf(book.bid), decimalsOf(book.ask))
  const lower = missing.div(2).toDecimalPlaces(decimals, Decimal.ROUND_DOWN)
  const bid = new Decimal(book.bid).minus(lower)
  const ask = new Decimal(book.ask).plus(missing.minus(lower))
  return { time, last, mark, bid: bid.toFixed(), ask: ask.toFixed(), volume: '0' }
}
