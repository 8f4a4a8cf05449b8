import { aggTradeRow } from '../feed/step-trades.ts'
import type { SymbolRules } from '../rules.ts'
import { bookTicker } from '../wire/market-endpoints.ts'
import { publicTrades } from '../wire/tape-endpoints.ts'
import {
  beatAfter,
  type MarketEvent,
  type StreamMarket,
  type Stretch,
  toldIn,
  USD_MARGINED,
} from './stream-market.ts'

async function tradesIn({ feed }: StreamMarket, rules: SymbolRules, { from, to }: Stretch) {
  if (to <= from) return []
  const before = await feed.latest(rules.symbol, from)
  return publicTrades(await feed.steps(rules.symbol, from, to), before, rules)
}

/** aggTrade: the trades of each tenth of a second, one message each. */
export async function aggTrades(
  market: StreamMarket,
  rules: SymbolRules,
  stretch: Stretch,
  everyMs: number,
): Promise<readonly MarketEvent[]> {
  const trades = await tradesIn(market, rules, toldIn(stretch, everyMs))
  return trades.map(trade => {
    const time = beatAfter(trade.time, everyMs)
    const row = aggTradeRow(trade)
    const data = { e: 'aggTrade', E: time, s: rules.symbol, ...row, st: USD_MARGINED }
    return { time, data }
  })
}

/** trade: each trade at once. */
export async function singleTrades(
  market: StreamMarket,
  rules: SymbolRules,
  stretch: Stretch,
): Promise<readonly MarketEvent[]> {
  const trades = await tradesIn(market, rules, stretch)
  return trades.map(({ id, time, price, quantity, buyerWasMaker }) => ({
    time,
    data: {
      ...{ e: 'trade', E: time, T: time, s: rules.symbol, t: id, p: price, q: quantity },
      ...{ X: 'MARKET', m: buyerWasMaker, st: USD_MARGINED },
    },
  }))
}

/** bookTicker: the touch whenever it moves. */
export async function bookTickers(
  market: StreamMarket,
  rules: SymbolRules,
  { from, to }: Stretch,
): Promise<readonly MarketEvent[]> {
  const before = await market.feed.latest(rules.symbol, from)
  const touchAt = (step: NonNullable<typeof before>) => {
    const body = bookTicker(step, rules, market)
    return { b: body.bidPrice, B: body.bidQty, a: body.askPrice, A: body.askQty }
  }
  let told = before && JSON.stringify(touchAt(before))
  const steps = await market.feed.steps(rules.symbol, from, to)
  return steps.flatMap(step => {
    const touch = touchAt(step)
    const text = JSON.stringify(touch)
    if (text === told) return []
    told = text
    const { time } = step
    const names = { s: rules.symbol, ps: rules.symbol, st: USD_MARGINED }
    return [{ time, data: { e: 'bookTicker', u: time, ...names, ...touch, T: time, E: time } }]
  })
}
