import { price } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import { type ListedOrder, listedOrders } from '../account/listed-orders.ts'
import { type AssetOf, inAssets, marginAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { heldPositions } from '../positions.ts'

/** Open orders of both books with owner and purpose (weight 2 for a symbol, 80 for all). */
export async function orders(connection: Connection, symbol: string | undefined): Promise<Answer> {
  const exchange = await connection.exchange()
  const [regular, algo, positions] = await Promise.all([
    exchange.openOrders(symbol),
    exchange.openAlgoOrders(symbol),
    heldPositions(connection),
  ])
  const held = positions.filter(position => !symbol || position.symbol === symbol)
  const { listed, missing } = listedOrders({ regular, algo }, connection.deployment, { positions, held })
  const now = connection.stack.clock.now()
  const marked = missing.map(each =>
    paint.red(`! ${each.symbol}: ${each.clientId} is intended for ${each.position} and not on the exchange`),
  )
  const assetOf = await marginAssets(
    connection,
    listed.map(order => order.symbol),
  )
  const of = symbol === undefined ? '' : ` of ${symbol}`
  const draw = (columns: number) =>
    listed.length === 0 ? `No order${of} is open in either book.` : drawnTable(listed, assetOf, columns)
  return {
    data: { at: now, orders: listed, missing },
    text: columns => [`${moment(now)}, ${connection.stack.name}`, draw(columns), ...marked].join('\n'),
    exitCode: missing.length > 0 || listed.some(order => order.odd) ? exitCodes.no : exitCodes.yes,
  }
}

function drawnTable(listed: readonly ListedOrder[], assetOf: AssetOf, columns: number): string {
  const priced = (name: string) =>
    inAssets(
      name,
      listed.map(order => order.symbol),
      assetOf,
    )
  return table(
    [
      'symbol',
      'book',
      'type',
      'side',
      'quantity',
      priced('trigger'),
      priced('price'),
      'client id',
      'owner',
      'why',
    ],
    listed.map(order => [
      order.symbol,
      order.book,
      order.type ?? '—',
      order.side ?? '—',
      'closePosition' in order && order.closePosition ? 'all' : (order.quantity ?? '—'),
      'triggerPrice' in order && order.triggerPrice !== undefined ? price(order.triggerPrice) : '—',
      order.price === undefined || Number(order.price) === 0 ? '—' : price(order.price),
      order.clientId,
      order.owner,
      order.odd ? paint.red(`! ${order.why}`) : order.why,
    ]),
    columns,
  )
}
