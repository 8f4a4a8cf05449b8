import { dec } from '#domain/decimal.ts'
import type { OrderRecord, SymbolRecord } from '../records.ts'
import type { Moment, Venue } from './context.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import { fill } from './execution.ts'
import { heldPositions, type NamedPosition, ofPosition } from './positions.ts'
import { nextId } from './record.ts'

/** The client-id prefix of the order that ends a position when Binance delists its contract. */
export const SETTLEMENT_PREFIX = 'settlement_autoclose-'

/** The end of a contract: every order expires, and open positions are settled at the mark, without a fee. */
export function settle(record: SymbolRecord, moment: Moment, venue: Venue): SymbolRecord {
  const withoutOrders = record.orders.reduce(
    (state, order) => endOrder(state, order, 'EXPIRED', moment.at).record,
    record,
  )
  const withoutAlgos = withoutOrders.algoOrders.reduce(
    (state, algo) => endAlgoOrder(state, algo, 'EXPIRED', moment.at),
    withoutOrders,
  )
  const settled = heldPositions(withoutAlgos).reduce(
    (state, held) => settlePosition(state, held, moment, venue),
    withoutAlgos,
  )
  return { ...settled, cursor: Math.max(settled.cursor, moment.at) }
}

function settlePosition(
  record: SymbolRecord,
  { side, position }: NamedPosition,
  { at, step }: Moment,
  venue: Venue,
): SymbolRecord {
  const held = dec(position.quantity)
  const numbered = nextId(record, 'order')
  const order: OrderRecord = {
    orderId: numbered.id,
    clientOrderId: `${SETTLEMENT_PREFIX}${at}${numbered.id}`,
    symbol: record.symbol,
    side: held.isPositive() ? 'SELL' : 'BUY',
    ...ofPosition(side),
    type: 'MARKET',
    timeInForce: 'GTC',
    price: '0',
    origQty: held.abs().toFixed(),
    executedQty: '0',
    cumQuote: '0',
    reduceOnly: true,
    closePosition: false,
    status: 'NEW',
    time: at,
    updateTime: at,
  }
  const free = { ...venue, settings: { ...venue.settings, takerFee: '0' } }
  const slice = { price: dec(step.mark), quantity: held.abs() }
  const closed = fill({ record: numbered.record, order }, slice, { maker: false, at }, free)
  return endOrder(closed.record, closed.order, 'FILLED', at).record
}
