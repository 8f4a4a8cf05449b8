import { type ListedOrder, listedOrders } from '../../account/listed-orders.ts'
import type { MissingOrder, OrderShown } from '../shown/order.ts'
import type { Known, TableRead } from './known.ts'
import { isAsThen } from './look.ts'

/**
 * Both books as far as they were read: each order with its owner, and intended orders that are missing. If the table's
 * state of a symbol has changed since, none of its orders counts as odd or missing until the books are read again.
 */
export function ordersShown(
  deployment: string,
  table: TableRead | undefined,
  books: NonNullable<Known['books']>,
  atExchange?: Known['positions'],
): { readonly orders: OrderShown[]; readonly missing: MissingOrder[] } {
  const positions = books.table?.positions ?? []
  const { listed, missing } = listedOrders(books, deployment, { positions, held: positions })
  const isSettled = (symbol: string) => isAsThen(symbol, table, books.table)
  return {
    orders: listed.map(order => shown({ ...order, odd: order.odd && isSettled(order.symbol) })),
    missing: missing.filter(({ symbol }) => isSettled(symbol) && !isClosed(symbol, atExchange)),
  }
}

/** The exchange shows no position any more, so its orders went with it; its close is shown already. */
const isClosed = (symbol: string, positions: Known['positions']): boolean =>
  positions?.complete === true &&
  ![...positions.open.map(each => each.symbol), ...positions.unread].includes(symbol)

function shown(order: ListedOrder): OrderShown {
  const { book, symbol, clientId, type, side, quantity, price, owner, why, odd } = order
  const trigger = 'triggerPrice' in order ? order.triggerPrice : undefined
  const closesAll = 'closePosition' in order && order.closePosition === true
  return {
    key: `${book} ${symbol} ${clientId}`,
    ...{ book, symbol, clientId, closesAll, owner, why, isOdd: odd },
    ...(type !== undefined && { type }),
    ...(side !== undefined && { side }),
    ...(quantity !== undefined && !closesAll && { quantity }),
    ...(trigger !== undefined && { triggerPrice: trigger }),
    ...(price !== undefined && Number(price) !== 0 && { price }),
  }
}
