import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import { decimal, whole } from './field.ts'
import type { ExchangePosition } from './port.ts'
import type { Wire } from './wire.ts'

const body = z.object({
  symbol: z.string(),
  /** Below 0 for a short. */
  positionAmt: decimal,
  entryPrice: decimal,
  markPrice: decimal,
  unRealizedProfit: decimal,
  liquidationPrice: decimal,
  updateTime: whole,
})

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

/** Open positions in one-way mode; rows without a quantity are left out. */
export const positions = (wire: Wire) => {
  const read = async (symbol?: string): Promise<readonly ExchangePosition[]> => {
    const rows = await wire.read('positionRisk', { symbol }, z.array(body))
    return rows.filter(row => !dec(row.positionAmt).isZero()).map(toPosition)
  }
  return {
    positions: () => read(),
    position: async (symbol: string) => (await read(symbol)).find(each => each.symbol === symbol),
  }
}
