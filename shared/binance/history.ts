import * as z from 'zod'
import type { AccountIncome, Income, Trade } from '#ports/exchange.ts'
import { decimal, id, orderSide, whole } from './field.ts'
import type { Wire } from './wire.ts'

const fill = z
  .object({
    id,
    orderId: id,
    side: orderSide,
    price: decimal,
    qty: decimal,
    commission: decimal,
    commissionAsset: z.string(),
    realizedPnl: decimal,
    time: whole,
  })
  .transform(
    (row): Trade => ({
      id: row.id,
      orderId: row.orderId,
      side: row.side,
      price: row.price,
      quantity: row.qty,
      fee: row.commission,
      feeAsset: row.commissionAsset,
      realizedPnl: row.realizedPnl,
      at: row.time,
    }),
  )
const fills = z.array(fill)

const kinds: Readonly<Record<string, Income['kind']>> = {
  FUNDING_FEE: 'funding',
  SPECIAL_FUNDING_FEE: 'funding', // dividends of the contracts on shares
  INSURANCE_CLEAR: 'liquidation',
  REALIZED_PNL: 'realized',
  COMMISSION: 'fee',
  DELIVERED_SETTELMENT: 'settlement', // Binance's own spelling
}

const payment = z
  .object({
    symbol: z.string().default(''),
    incomeType: z.string(),
    income: decimal,
    asset: z.string(),
    time: whole,
  })
  .transform(
    (row): AccountIncome => ({
      symbol: row.symbol,
      kind: kinds[row.incomeType] ?? 'other',
      amount: row.income,
      asset: row.asset,
      at: row.time,
    }),
  )
const paid = z.array(payment)

/** Binance answers for at most seven days at a time, with at most 1,000 rows. */
const day = 24 * 3600 * 1000
const windowMs = 7 * day
const pageSize = 1_000

/** How far back Binance answers, three months of any length; older history is not available. */
const keptMs = 89 * day

/** Trades and payments. */
export const history = (wire: Wire) => ({
  async trades(symbol: string, since: number): Promise<readonly Trade[]> {
    const byId = new Map<string, Trade>()
    const read = async (bounds: { startTime?: number; endTime?: number; fromId?: string }) => {
      const page = await wire.read('userTrades', { symbol, limit: pageSize, ...bounds }, fills)
      for (const trade of page) byId.set(trade.id, trade)
      return page
    }
    await Promise.all(
      windows(since, wire.now()).map(async bounds => {
        let page = await read(bounds)
        // A full page hides how many more there are; from here on by id, which skips none of the same instant.
        while (page.length >= pageSize) page = await read({ fromId: after(page) })
      }),
    )
    return [...byId.values()].filter(trade => trade.at >= since).toSorted(byTimeAndId)
  },

  income: (symbol: string, since: number): Promise<readonly Income[]> => payments(wire, since, symbol),

  accountIncome: (since: number): Promise<readonly AccountIncome[]> => payments(wire, since),
})

async function payments(wire: Wire, since: number, symbol?: string): Promise<readonly AccountIncome[]> {
  const weeks = windows(since, wire.now()).map(async bounds => {
    const rows: AccountIncome[] = []
    for (let page = 1; ; page++) {
      const query = { symbol, limit: pageSize, ...(page > 1 && { page }), ...bounds }
      const read = await wire.read('income', query, paid)
      rows.push(...read)
      if (read.length < pageSize) return rows
    }
  })
  return (await Promise.all(weeks)).flat().toSorted((a, b) => a.at - b.at)
}

/** The last window stays open at its end, so that a lagging clock cuts nothing off. */
function windows(since: number, now: number): { startTime: number; endTime?: number }[] {
  const from = Math.max(since, Math.floor(now - keptMs))
  const count = Math.max(1, Math.ceil((now - from) / windowMs))
  return Array.from({ length: count }, (_, n) => {
    const startTime = from + n * windowMs
    return n === count - 1 ? { startTime } : { startTime, endTime: startTime + windowMs - 1 }
  })
}

const after = (page: readonly Trade[]): string =>
  String(page.reduce((last, { id: trade }) => (BigInt(trade) > last ? BigInt(trade) : last), 0n) + 1n)

const byTimeAndId = (a: Trade, b: Trade): number => a.at - b.at || (BigInt(a.id) < BigInt(b.id) ? -1 : 1)
