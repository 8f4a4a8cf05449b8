import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { AccountPositions, ExchangePosition } from '#ports/exchange.ts'
import { UnreadRow } from '#ports/unread-row.ts'
import { decimal, ifReadable, price, whole } from './field.ts'
import type { Wire } from './wire.ts'

const named = z.object({ symbol: z.string() })

/** Every row must tell whether something is open, and on which side; the rest is read where it is needed. */
const body = named.extend({
  /** Negative for a short. */
  positionAmt: decimal,
  entryPrice: ifReadable(price),
  markPrice: ifReadable(price),
  unRealizedProfit: ifReadable(decimal),
  liquidationPrice: ifReadable(decimal),
  updateTime: ifReadable(whole),
})
const rows = z.array(z.unknown())

const toPosition = (row: z.infer<typeof body>): ExchangePosition => ({
  symbol: row.symbol,
  side: dec(row.positionAmt).gt(0) ? 'long' : 'short',
  quantity: dec(row.positionAmt).abs().toFixed(),
  entryPrice: row.entryPrice,
  markPrice: row.markPrice,
  unrealizedPnl: row.unRealizedProfit,
  liquidationPrice: row.liquidationPrice,
  updatedAt: row.updateTime,
})

/** Each row by itself: an unreadable row hides no other. */
function readRows(all: readonly unknown[]): AccountPositions {
  const read = all.map(row => ({
    whole: body.safeParse(row).data,
    symbol: named.safeParse(row).data?.symbol,
  }))
  return {
    open: read.flatMap(({ whole: row }) => (row && !dec(row.positionAmt).isZero() ? [toPosition(row)] : [])),
    unread: read.flatMap(({ whole: row, symbol }) => (!row && symbol !== undefined ? [symbol] : [])),
    complete: read.every(({ symbol }) => symbol !== undefined),
  }
}

/** Open positions in one-way mode; rows without a quantity are left out. */
export const positions = (wire: Wire) => {
  const read = async (
    name: 'positionRisk' | 'positionRiskBetweenTicks',
    symbol?: string,
  ): Promise<AccountPositions> => readRows(await wire.read(name, { symbol }, rows))
  return {
    positions: (look?: 'between-ticks') => read(look ? 'positionRiskBetweenTicks' : 'positionRisk'),
    async position(symbol: string): Promise<ExchangePosition | undefined> {
      const { open, unread, complete } = await read('positionRisk', symbol)
      const found = open.find(each => each.symbol === symbol)
      // An unreadable row is not flat.
      if (!found && (unread.includes(symbol) || !complete))
        throw new UnreadRow('positionRisk', symbol, 'its position')
      return found
    },
  }
}
