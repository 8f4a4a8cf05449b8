import type { SymbolMarket } from './symbol-market.ts'

const maxTrades = 1000
const defaultTrades = 500
/** How far back the newest trades are searched for; a recording that stands still has none. */
export const recentMs = 3_600_000

/** `GET /fapi/v1/trades` over a recording. */
export function newestTrades(symbol: SymbolMarket, query: URLSearchParams, now: number): object[] {
  const limit = Math.min(Number(query.get('limit') ?? defaultTrades), maxTrades)
  return newest(symbol, now, limit).map(({ id, time, price, quantity, fell }) => ({
    id,
    price,
    qty: quantity,
    quoteQty: String(Number(price) * Number(quantity)),
    time,
    isBuyerMaker: fell,
  }))
}

/** `GET /fapi/v1/aggTrades` over a recording: no two trades are put together. */
export function aggTrades(symbol: SymbolMarket, query: URLSearchParams, now: number): object[] {
  const given = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined)
  const limit = Math.min(given('limit') ?? defaultTrades, maxTrades)
  const fromId = given('fromId')
  const start = fromId === undefined ? given('startTime') : Math.floor(fromId / tradesPerMs)
  const end = Math.min(given('endTime') ?? now, now)
  if (start === undefined) return newest(symbol, end, limit).map(aggTrade)
  const trades: RecordedTrade[] = []
  for (let from = start - 1; from < end && trades.length < limit; from += recentMs)
    trades.push(
      ...tradesIn(symbol, from, Math.min(end, from + recentMs)).filter(trade => trade.id >= (fromId ?? 0)),
    )
  return trades.slice(0, limit).map(aggTrade)
}

function newest(symbol: SymbolMarket, end: number, limit: number): readonly RecordedTrade[] {
  const last = Math.min(end, symbol.to)
  const few = tradesIn(symbol, last - 60_000, end)
  return (few.length < limit ? tradesIn(symbol, last - recentMs, end) : few).slice(-limit)
}

interface RecordedTrade {
  readonly id: number
  readonly time: number
  readonly price: string
  readonly quantity: string
  readonly fell: boolean
}

/** Ids come of the time, so that any stretch can be asked for by itself; several steps may share a millisecond. */
const tradesPerMs = 8

/** Each step is one trade at its price; steps without a trade stay out. */
function tradesIn(symbol: SymbolMarket, after: number, to: number): readonly RecordedTrade[] {
  let before = symbol.latest(after)
  let place = 0
  return symbol.steps(after, to).flatMap(step => {
    const previous = before
    before = step
    place = previous?.time === step.time ? place + 1 : 0
    if (Number(step.volume) === 0 && step.last === previous?.last) return []
    const fell = previous !== undefined && Number(step.last) < Number(previous.last)
    const id = step.time * tradesPerMs + place
    return [{ id, time: step.time, price: step.last, quantity: step.volume, fell }]
  })
}

const aggTrade = ({ id, time, price, quantity, fell }: RecordedTrade): object => ({
  a: id,
  p: price,
  q: quantity,
  f: id,
  l: id,
  T: time,
  m: fell,
})
