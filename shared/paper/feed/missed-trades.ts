import type { Hole } from './candle-steps.ts'
import { type PublicPrices, pageSize } from './public-prices.ts'
import type { MinuteCandle, Trade } from './trade-steps.ts'

/** What traded since the last look: trades, and candles for a stretch with too many of them. */
export interface Missed {
  /** Before the hole, if there is one. */
  readonly earlier: readonly Trade[]
  readonly hole: Hole | undefined
  readonly candles: readonly MinuteCandle[]
  readonly trades: readonly Trade[]
  /** The newest trade up to then, whatever its age. */
  readonly last: Trade | undefined
}

export interface Since {
  /** Everything up to this time is known. */
  readonly time: number
  /** The newest known trade, if the trades before `time` are known. */
  readonly tradeId: number | undefined
}

/** Pages of aggregated trades that one look may cost, at 20 each; a busier stretch comes from candles. */
const maxPages = 3
/** After a longer pause the missed minutes come from candles: their trades would cost thousands of weight. */
const pauseMs = 120_000
const minuteMs = 60_000

/**
 * All trades after `since` up to `to`. The newest thousand (weight 5) mostly reach back far enough. If not,
 * aggregated trades are read from `since` on while the address has weight left. The remainder is a hole, covered by
 * its candles. Throws PriceUnavailable.
 */
export async function missedTrades(
  prices: PublicPrices,
  symbol: string,
  since: Since,
  to: number,
): Promise<Missed> {
  const newest = await prices.newestTrades(symbol)
  const isKnown = (trade: Trade) =>
    since.tradeId === undefined ? trade.time <= since.time : trade.id <= since.tradeId
  const isNews = (trade: Trade) => trade.time <= to && !isKnown(trade)
  const told = {
    trades: newest.filter(isNews),
    last: newest.findLast(trade => trade.time <= to),
  }
  const first = newest[0]
  if (newest.length < pageSize || first === undefined || isKnown(first))
    return { ...told, earlier: [], hole: undefined, candles: [] }

  const isPause = to - since.time > pauseMs
  const found = isPause || prices.weight.isStrained() ? [] : await aggregated(prices, symbol, since, first)
  const earlier = found.filter(trade => isNews(trade) && trade.id < first.id)
  // Trade ids may have gaps: aggregates meet the newest trades once one of them reaches as far.
  if (found.some(trade => trade.id >= first.id)) return { ...told, earlier, hole: undefined, candles: [] }
  const hole = { from: earlier.at(-1)?.time ?? since.time, to: Math.min(first.time, to) }
  return { ...told, earlier, hole, candles: await candlesOf(prices, 'last', symbol, hole) }
}

async function aggregated(
  prices: PublicPrices,
  symbol: string,
  since: Since,
  until: Trade,
): Promise<readonly Trade[]> {
  const all: Trade[] = []
  let next: { readonly fromId: number } | { readonly startTime: number } = { startTime: since.time + 1 }
  for (let page = 0; page < maxPages; page++) {
    const trades = await prices.aggTrades(symbol, next)
    all.push(...trades)
    const last = trades.at(-1)
    if (last === undefined || last.id >= until.id || prices.weight.isStrained()) return all
    next = { fromId: last.aggregateId + 1 }
  }
  return all
}

/** The minutes of a stretch, in pages of a thousand. */
export async function candlesOf(
  prices: PublicPrices,
  price: 'last' | 'mark',
  symbol: string,
  { from, to }: Hole,
): Promise<readonly MinuteCandle[]> {
  const candles: MinuteCandle[] = []
  for (let start = Math.floor(from / minuteMs) * minuteMs; start <= to; ) {
    const page = await prices.candles(price, symbol, start, to + 1)
    candles.push(...page)
    start = page.length < pageSize ? to + 1 : (page.at(-1)?.openTime ?? to) + minuteMs
  }
  return candles
}
