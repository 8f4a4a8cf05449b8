import { Decimal } from 'decimal.js'
import type { PriceStep } from '../ports.ts'
import { type MarkRange, stepsOfHole, withinMarkCandles } from './candle-steps.ts'
import { candlesOf, missedTrades } from './missed-trades.ts'
import { PriceUnavailable } from './price-unavailable.ts'
import type { Funding, PublicPrices, Quote } from './public-prices.ts'
import {
  basisBetween,
  bookWidth,
  presentStep,
  type Surroundings,
  stepsOfTrades,
  type Trade,
} from './trade-steps.ts'

/** The result of one look at a symbol: every step with `from < time <= to`, and where to read on. Plain JSON. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly steps: readonly PriceStep[]
  readonly end: TapeEnd
}

interface TapeEnd {
  readonly tradeId?: number
  readonly lastPrice: string
  /** Last minus mark. */
  readonly basis: string
  /** The running minute's candle of the mark, so far. */
  readonly mark?: MarkRange
  /** The next funding, 0 if none is announced; a past one stays until Binance has published its rate. */
  readonly fundingDue: number
}

/** What is known of one symbol from one look or from several consecutive ones; it has the end of the last one. */
export type Tape = Segment

/** Steps that are kept beyond what was asked for. */
const keptMs = 600_000

/** The present market of a symbol on which nothing waits. Throws PriceUnavailable if there is no last price. */
export function stepOfQuote(symbol: string, quote: Quote, at: number): PriceStep {
  if (quote.last === undefined) throw new PriceUnavailable(symbol, 'Binance returned no last price.')
  return presentStep(at, quote.last, quote.mark, quote)
}

/**
 * Reads on from `held`, otherwise from `needed`, up to `to`. Throws PriceUnavailable if anything that a step needs
 * cannot be read.
 */
export async function readOn(
  prices: PublicPrices,
  symbol: string,
  { held, needed, to, asked }: ReadOn,
): Promise<Segment> {
  const from = held?.to ?? needed
  const end = held?.end
  const fundingFrom = end === undefined ? from + 1 : end.fundingDue
  const isDue = end === undefined || (end.fundingDue > 0 && end.fundingDue <= to)
  const [quote, missed, marks, payments] = await Promise.all([
    asked,
    missedTrades(prices, symbol, { time: from, tradeId: end?.tradeId }, to),
    candlesOf(prices, 'mark', symbol, { from, to }),
    isDue ? prices.funding(symbol, fundingFrom) : undefined,
  ])
  const news = [...missed.earlier, ...missed.trades]
  const lastTrade = news.at(-1)
  const lastPrice = lastTrade?.price ?? missed.candles.at(-1)?.close ?? end?.lastPrice ?? missed.last?.price
  if (lastPrice === undefined) throw new PriceUnavailable(symbol, 'Binance returned no trade of it.')
  const basis = new Decimal(lastPrice).minus(quote.mark)
  const around: Surroundings = {
    width: bookWidth(quote.bid, quote.ask),
    basisAt: basisBetween(held && { time: held.to, basis: new Decimal(held.end.basis) }, { time: to, basis }),
  }
  // A trade that Binance shows late counts when it is shown: published steps do not change.
  const stepsOf = (trades: readonly Trade[]) =>
    stepsOfTrades(
      trades.map(trade => ({ ...trade, time: Math.max(trade.time, from + 1) })),
      around,
    )
  const traded = [stepsOf(missed.earlier), stepsOf(missed.trades)] as const
  const beside = [...(held?.steps ?? []), ...traded.flat()]
  const hole = missed.hole ? stepsOfHole(missed.candles, missed.hole, beside, around) : []
  const present = presentStep(to, lastPrice, quote.mark, quote)
  const steps = withinMarkCandles([...traded[0], ...hole, ...traded[1], present], marks, {
    since: from,
    range: end?.mark,
  })
  const running = marks.at(-1)
  // Keep the newest trade's id even without news: a trade that is shown late comes after it.
  const tradeId = lastTrade?.id ?? (missed.hole ? undefined : (end?.tradeId ?? missed.last?.id))
  return {
    from,
    to,
    steps: withFunding(steps, payments ?? []),
    end: {
      ...(tradeId !== undefined && { tradeId }),
      lastPrice,
      basis: basis.toFixed(),
      ...(running && { mark: rangeOf(running) }),
      fundingDue: nextFunding(quote, end, payments),
    },
  }
}

/**
 * Extends a tape into the past: that stretch comes from candles, whichever client asks for it. What the tape already
 * holds does not change. Throws PriceUnavailable.
 */
export async function readBack(
  prices: PublicPrices,
  symbol: string,
  tape: Tape,
  needed: number,
): Promise<Tape> {
  const hole = { from: needed, to: tape.from }
  const [candles, marks, payments] = await Promise.all([
    candlesOf(prices, 'last', symbol, hole),
    candlesOf(prices, 'mark', symbol, hole),
    prices.funding(symbol, needed + 1),
  ])
  const first = tape.steps[0]
  const basis = first ? new Decimal(first.last).minus(first.mark) : new Decimal(tape.end.basis)
  const around = { width: first ? bookWidth(first.bid, first.ask) : new Decimal(0), basisAt: () => basis }
  const past = stepsOfHole(candles, hole, tape.steps, around)
  const bounded = withinMarkCandles([...past, ...tape.steps.slice(0, 1)], marks, {
    since: needed,
    range: undefined,
  })
  const earlier = bounded.slice(0, bounded.length - (first ? 1 : 0))
  const due = payments.filter(({ fundingTime }) => fundingTime <= (earlier.at(-1)?.time ?? 0))
  return { ...tape, from: needed, steps: [...withFunding(earlier, due), ...tape.steps] }
}

export interface ReadOn {
  readonly held: Tape | undefined
  readonly needed: number
  readonly to: number
  readonly asked: Promise<Quote>
}

const rangeOf = ({ openTime, high, low }: MarkRange): MarkRange => ({ openTime, high, low })

function nextFunding(
  quote: Quote,
  end: TapeEnd | undefined,
  payments: readonly Funding[] | undefined,
): number {
  const isPending = end !== undefined && payments?.length === 0
  return isPending ? end.fundingDue : quote.nextFundingTime
}

/** Each payment falls on the first step at or after its time. */
function withFunding(steps: readonly PriceStep[], payments: readonly Funding[]): readonly PriceStep[] {
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

/**
 * The tape with a further segment. A segment that begins after the tape's end leaves out a stretch that no client
 * needs: the tape starts afresh there. A segment that begins before the tape was read for a client that needs more of
 * the past, and replaces it.
 */
export function joined(tape: Tape | undefined, next: Segment, needed: number): Tape {
  if (tape === undefined || next.from > tape.to || next.from < tape.from) return next
  const from = Math.max(tape.from, Math.min(needed, next.to - keptMs))
  const kept = tape.steps.filter(step => step.time > from && step.time <= next.from)
  return { ...next, from, steps: [...kept, ...next.steps] }
}

/** Splits a long segment into pieces of at most `most` steps; any piece can be read on from. */
export function pieces(segment: Segment, most: number): readonly Segment[] {
  const { steps, end } = segment
  const cut = steps[most - 1]
  if (cut === undefined || steps.length <= most) return [segment]
  // Steps of one instant stay together.
  const rest = steps.findIndex(step => step.time > cut.time)
  if (rest === -1) return [segment]
  // A client that reads on from here asks again for the funding in the rest.
  const head: TapeEnd = {
    lastPrice: cut.last,
    basis: new Decimal(cut.last).minus(cut.mark).toFixed(),
    fundingDue: end.fundingDue > 0 ? cut.time + 1 : 0,
  }
  return [
    { from: segment.from, to: cut.time, steps: steps.slice(0, rest), end: head },
    ...pieces({ ...segment, from: cut.time, steps: steps.slice(rest) }, most),
  ]
}
