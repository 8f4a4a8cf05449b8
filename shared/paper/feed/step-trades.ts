import { dec } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'

/** A trade derived from a step. */
export interface StepTrade {
  /** Derived from the time, so that any stretch can be asked for separately. */
  readonly id: number
  readonly time: number
  readonly price: string
  /** Base asset; "0" if the price moved without a known trade. */
  readonly quantity: string
  /** The price fell, so the trade is assumed to have hit the bid. */
  readonly buyerWasMaker: boolean
}

/** The most steps in one millisecond: a market played faster has many. */
const IDS_PER_MS = 1000

export const firstTradeAt = (time: number): number => time * IDS_PER_MS
export const timeOfTrade = (id: number): number => Math.floor(id / IDS_PER_MS)

/** Each step is one trade at its price; a step that neither trades nor moves the price is none. */
export function stepTrades(steps: readonly PriceStep[], before: PriceStep | undefined): readonly StepTrade[] {
  let previous = before
  let place = 0
  return steps.flatMap(step => {
    const { time, last, volume } = step
    const came = previous
    previous = step
    place = came?.time === time ? place + 1 : 0
    if (Number(volume) === 0 && last === came?.last) return []
    const buyerWasMaker = came !== undefined && Number(last) < Number(came.last)
    return [{ id: firstTradeAt(time) + place, time, price: last, quantity: volume, buyerWasMaker }]
  })
}

/** A row of Binance's trades. */
export const tradeRow = ({ id, price, quantity, time, buyerWasMaker }: StepTrade) => ({
  id,
  price,
  qty: quantity,
  quoteQty: dec(price).times(quantity).toFixed(),
  time,
  isBuyerMaker: buyerWasMaker,
  isRPITrade: false,
})

/** A row of Binance's aggTrades: trades are not merged. */
export const aggTradeRow = ({ id, price, quantity, time, buyerWasMaker }: StepTrade) => ({
  a: id,
  p: price,
  q: quantity,
  // Excludes orders of retail price improvement, of which there are none.
  nq: quantity,
  f: id,
  l: id,
  T: time,
  m: buyerWasMaker,
})
