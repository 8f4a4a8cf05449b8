import { dec } from '#domain/decimal.ts'
import { LIQUIDATION_PREFIX } from '../core/liquidation.ts'
import { fewOf } from '../ports.ts'
import type { TradeRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { fewFor, limitOf, rangeOf, readHistory, weekOf } from './history.ts'
import { forcedOrderBody, tradeBody } from './order-bodies.ts'

/** Three months, since 2026-08-26. */
const TRADES_DAYS = 90

/** The past: trades, income, forced orders. */
export const historyEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/userTrades', access: 'signed', weight: 5, answer: getUserTrades },
  { method: 'GET', path: '/v1/income', access: 'signed', weight: 30, answer: getIncome },
  {
    method: 'GET',
    path: '/v1/forceOrders',
    access: 'signed',
    weight: { withSymbol: 20, without: 50 },
    answer: getForceOrders,
  },
]

async function getUserTrades({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const rules = session.market.rulesOf(symbol)
  const orderId = params.integer('orderId')
  const fromId = params.integer('fromId') ?? 0
  const few = fewFor(params, 'fromId', limitOf(params, 500, 1000))
  const range = weekOf(session, params)
  if (range.from < session.at - TRADES_DAYS * 24 * 3_600_000) throw refuse(-4166, TRADES_DAYS)
  const isFiltered = orderId !== undefined || fromId > 0
  const trades = await readHistory(session, symbol, 'trade', range, isFiltered ? undefined : few)
  const asked = trades.filter(
    trade => trade.id >= fromId && (orderId === undefined || trade.orderId === orderId),
  )
  return fewOf(asked, few).map(trade => tradeBody(trade, rules))
}

interface IncomeRow {
  readonly symbol: string
  readonly incomeType: string
  readonly income: string
  readonly asset: string
  readonly info: string
  readonly time: number
  readonly tranId: number
  readonly tradeId: string
}

async function getIncome({ session, params }: EndpointCall): Promise<readonly IncomeRow[]> {
  const range = rangeOf(session, params)
  const type = params.optional('incomeType')
  const limit = limitOf(params, 100, 1000)
  const page = params.integer('page') ?? 1
  const symbol = params.optional('symbol')
  const names = symbol === undefined ? (await session.symbols()).map(record => record.symbol) : [symbol]
  const rows = await Promise.all(
    names.map(async name => {
      const { marginAsset } = session.market.rulesOf(name)
      const income = await readHistory(session, name, 'income', range)
      const trades = await readHistory(session, name, 'trade', range)
      return [
        ...income.map(each => ({
          symbol: name,
          incomeType: each.incomeType as string,
          income: dec(each.income).toFixed(8),
          asset: marginAsset,
          info: each.incomeType,
          time: each.time,
          tranId: each.tranId,
          tradeId: '',
        })),
        ...trades.flatMap(trade => tradeIncome(trade, marginAsset)),
      ]
    }),
  )
  return rows
    .flat()
    .filter(row => type === undefined || row.incomeType === type)
    .sort((a, b) => a.time - b.time || a.tranId - b.tranId)
    .slice((page - 1) * limit, page * limit)
}

function tradeIncome(trade: TradeRecord, asset: string): readonly IncomeRow[] {
  const row = (incomeType: string, amount: string): IncomeRow => ({
    symbol: trade.symbol,
    incomeType,
    income: dec(amount).toFixed(8),
    asset,
    info: incomeType,
    time: trade.time,
    tranId: trade.id,
    tradeId: String(trade.id),
  })
  const realized = dec(trade.realizedPnl).isZero() ? [] : [row('REALIZED_PNL', trade.realizedPnl)]
  return [...realized, row('COMMISSION', dec(trade.commission).negated().toFixed())]
}

async function getForceOrders({ session, params }: EndpointCall) {
  const range = rangeOf(session, params)
  // Nothing is ever auto-deleveraged here.
  if (params.oneOf('autoCloseType', ['LIQUIDATION', 'ADL'], -1130, 'autoCloseType') === 'ADL') return []
  const symbol = params.optional('symbol')
  const names = symbol === undefined ? (await session.symbols()).map(record => record.symbol) : [symbol]
  const orders = await Promise.all(
    names.map(async name => {
      const rules = session.market.rulesOf(name)
      const closed = await readHistory(session, name, 'order', range)
      return closed
        .filter(order => order.clientOrderId.startsWith(LIQUIDATION_PREFIX))
        .map(order => forcedOrderBody(order, rules))
    }),
  )
  return orders.flat().slice(0, limitOf(params, 50, 100))
}
