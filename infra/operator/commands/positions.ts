import { percent, price, signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { table } from '../../terminal/table.ts'
import { moment, span } from '../../terminal/time.ts'
import { type Compared, comparePositions } from '../account/compare-positions.ts'
import { type AssetOf, inAssets, marginAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { heldPositions } from '../positions.ts'

/** Open positions on the exchange beside the table's (weight 5, and 1 for each symbol). */
export async function positions(connection: Connection): Promise<Answer> {
  const exchange = await connection.exchange()
  const [shown, managed] = await Promise.all([exchange.positions(), heldPositions(connection)])
  const symbols = [...new Set([...shown.open, ...managed].map(each => each.symbol))]
  const orders = (await Promise.all(symbols.map(symbol => exchange.openAlgoOrders(symbol)))).flat()
  const compared = comparePositions(managed, shown, orders)
  const now = connection.stack.clock.now()
  const different = compared.some(each => each.differences.length > 0)
  const assetOf = await marginAssets(connection, symbols)
  const draw = (columns: number) =>
    compared.length === 0 ? 'Nothing is open.' : sideBySide(compared, assetOf, now, columns)
  return {
    data: { at: now, positions: compared },
    text: columns => `${moment(now)}, ${connection.stack.name}\n${draw(columns)}`,
    exitCode: different ? exitCodes.no : exitCodes.yes,
  }
}

const none = '—'
const shownAs = (inWords: (value: string) => string, value: string | undefined): string =>
  value === undefined ? none : inWords(value)

function sideBySide(compared: readonly Compared[], assetOf: AssetOf, now: number, columns: number): string {
  const symbols = compared.map(each => each.symbol)
  const head = [
    'symbol',
    'id',
    'side',
    'in the table',
    'on the exchange',
    inAssets('mark', symbols, assetOf),
    inAssets('PnL', symbols, assetOf),
    'of margin',
    inAssets('stop', symbols, assetOf),
    'live stops',
    'tier',
    'age',
  ]
  const drawn = table(
    head,
    compared.map(each => row(each, now)),
    columns,
  )
  const marked = compared.flatMap(({ symbol, differences }) =>
    differences.map(difference => paint.red(`! ${symbol}: ${difference}`)),
  )
  return [drawn, ...marked].join('\n')
}

function row({ symbol, position, exchange, liveStops, marginPnl }: Compared, now: number): string[] {
  return [
    symbol,
    position?.id ?? none,
    position ? `${position.side} ${position.leverage}x` : (exchange?.side ?? none),
    position
      ? `${position.openQuantity ?? position.entry.quantity} at ${price(position.entryPrice ?? position.entry.touchPrice)}`
      : none,
    exchange ? `${exchange.quantity} at ${shownAs(price, exchange.entryPrice)}` : none,
    shownAs(price, exchange?.markPrice),
    shownAs(signed, exchange?.unrealizedPnl),
    marginPnl === undefined ? none : percent(marginPnl),
    position?.protection.level ?? none,
    String(liveStops),
    position ? String(position.tier) : none,
    position ? span(Math.max(0, now - (position.openedAt ?? position.createdAt))) : none,
  ]
}
