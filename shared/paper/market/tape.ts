import { Decimal } from 'decimal.js'
import type { PriceStep } from '../ports.ts'
import { PriceUnavailable } from '../price-unavailable.ts'
import { type PublicPrices, pageSize } from './public-prices.ts'
import {
  basisBetween,
  bookWidth,
  type MinuteCandle,
  presentStep,
  type Surroundings,
  stepsOfCandles,
  stepsOfTrades,
  type Trade,
} from './trade-steps.ts'

/** What is known of one symbol: every step with `from < time <= to`, and where to read on. */
export interface Tape {
  readonly from: number
  readonly to: number
  readonly steps: readonly PriceStep[]
  readonly lastTradeId: number | undefined
  readonly lastPrice: string
  /** Last minus mark when it was read last. */
  readonly basis: { readonly time: number; readonly basis: Decimal }
  /** The next funding; one in the past is kept until Binance has published its rate. */
  readonly fundingDue: number
  readonly readAt: number
}

/** Pages of trades that one call may cost; a busier pause is left to the next call. */
const maxPages = 20
/** After a longer pause the missed minutes come from candles: their trades would cost thousands of weight. */
const pauseMs = 120_000
const minuteMs = 60_000
const keptMs = 600_000

/**
 * Reads a symbol up to `now`: on from `held`, else all after `needed`, else just the newest trades. What is
 * older than ten minutes and not needed is forgotten. Throws PriceUnavailable when anything that a step needs
 * cannot be read.
 */
export async function readTape(
  prices: PublicPrices,
  symbol: string,
  now: number,
  held: Tape | undefined,
  needed: number | undefined,
): Promise<Tape> {
  const start = held?.to ?? needed
  const fundingFrom = held ? (held.fundingDue <= now ? held.fundingDue : undefined) : start && start + 1
  const [missed, mark, book, payments] = await Promise.all([
    tapeSince(prices, symbol, held, start, now),
    prices.mark(symbol),
    prices.book(symbol),
    fundingFrom === undefined ? undefined : prices.funding(symbol, fundingFrom),
  ])
  const lastTrade = missed.trades.at(-1)
  const lastPrice = lastTrade?.price ?? missed.candles.at(-1)?.close ?? held?.lastPrice
  if (lastPrice === undefined) throw new PriceUnavailable(symbol, 'Binance knows no trade of it.')
  const seen = Math.max(now, lastTrade?.time ?? now)
  const basis = { time: seen, basis: new Decimal(lastPrice).minus(mark.markPrice) }
  const around: Surroundings = {
    width: bookWidth(book.bidPrice, book.askPrice),
    basisAt: basisBetween(held?.basis, basis),
  }
  const fresh = [
    ...stepsOfCandles(missed.candles, around).filter(step => step.time > (start ?? 0)),
    ...stepsOfTrades(missed.trades, around),
    presentStep(seen, lastPrice, mark.markPrice, book, around.width),
  ]
  const paid = withFunding(fresh, payments ?? [])
  const published = payments === undefined || payments.length > 0 || !held
  const tape = {
    from: held?.from ?? start ?? missed.trades[0]?.time ?? seen,
    to: seen,
    steps: [...(held?.steps ?? []), ...paid],
    // Behind candles the id of the last trade is not known, and an old one would have it all read again.
    lastTradeId: lastTrade?.id ?? (missed.candles.length > 0 ? undefined : held?.lastTradeId),
    lastPrice,
    basis,
    fundingDue: published ? mark.nextFundingTime || Number.POSITIVE_INFINITY : held.fundingDue,
    readAt: now,
  }
  return trimmed(tape, needed ?? seen)
}

interface Missed {
  readonly candles: readonly MinuteCandle[]
  readonly trades: readonly Trade[]
}

async function tapeSince(
  prices: PublicPrices,
  symbol: string,
  held: Tape | undefined,
  start: number | undefined,
  now: number,
): Promise<Missed> {
  if (start === undefined) return { candles: [], trades: await prices.trades(symbol, undefined) }
  if (now - start > pauseMs) return tapeOfPause(prices, symbol, start, Math.floor(now / minuteMs) * minuteMs)
  const next = held?.lastTradeId === undefined ? { startTime: start + 1 } : { fromId: held.lastTradeId + 1 }
  const trades = await allTrades(prices, symbol, next)
  // A trade that Binance shows late counts when it is shown: what was told of the past stays as it was.
  if (held)
    return { candles: [], trades: trades.map(trade => ({ ...trade, time: Math.max(trade.time, start + 1) })) }
  return { candles: [], trades: trades.length > 0 ? trades : await lastTradeAt(prices, symbol, start + 1) }
}

async function tapeOfPause(
  prices: PublicPrices,
  symbol: string,
  start: number,
  thisMinute: number,
): Promise<Missed> {
  const [candles, trades] = await Promise.all([
    allCandles(prices, symbol, start, thisMinute),
    allTrades(prices, symbol, { startTime: thisMinute }),
  ])
  return { candles, trades }
}

async function allCandles(
  prices: PublicPrices,
  symbol: string,
  start: number,
  thisMinute: number,
): Promise<readonly MinuteCandle[]> {
  const candles: MinuteCandle[] = []
  for (let from = Math.floor(start / minuteMs) * minuteMs; from < thisMinute; ) {
    const page = await prices.candles(symbol, from, thisMinute)
    candles.push(...page)
    from = page.length < pageSize ? thisMinute : (page.at(-1)?.openTime ?? thisMinute) + minuteMs
  }
  return candles
}

async function allTrades(
  prices: PublicPrices,
  symbol: string,
  since: { fromId: number } | { startTime: number },
): Promise<readonly Trade[]> {
  const all: Trade[] = []
  let next = since
  for (let page = 0; page < maxPages; page++) {
    const trades = await prices.trades(symbol, next)
    all.push(...trades)
    const last = trades.at(-1)
    if (!last || trades.length < pageSize) return all
    next = { fromId: last.id + 1 }
  }
  throw new PriceUnavailable(
    symbol,
    `more than ${maxPages * pageSize} trades since the last look; try again.`,
  )
}

/** No trade since `time`: the last one before still is the price, and it is told as if it came then. */
async function lastTradeAt(prices: PublicPrices, symbol: string, time: number): Promise<readonly Trade[]> {
  const last = (await prices.trades(symbol, undefined)).at(-1)
  return last ? [{ ...last, time: Math.max(last.time, time), quantity: '0' }] : []
}

/** Each payment falls on the first step at or after its time. */
function withFunding(
  steps: readonly PriceStep[],
  payments: readonly { fundingTime: number; fundingRate: string }[],
): readonly PriceStep[] {
  const rates = new Map<PriceStep, Decimal>()
  for (const { fundingTime, fundingRate } of payments) {
    const step = steps.find(({ time }) => time >= fundingTime)
    if (step) rates.set(step, (rates.get(step) ?? new Decimal(0)).plus(fundingRate))
  }
  return steps.map(step => {
    const rate = rates.get(step)
    return rate ? { ...step, fundingRate: rate.toFixed() } : step
  })
}

function trimmed(tape: Tape, needed: number): Tape {
  const from = Math.max(tape.from, Math.min(needed, tape.to - keptMs))
  return from === tape.from ? tape : { ...tape, from, steps: tape.steps.filter(step => step.time > from) }
}
