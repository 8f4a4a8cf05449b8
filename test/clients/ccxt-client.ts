import { binanceusdm } from '#binance/ccxt.ts'
import type { Client, Keys, StopOrder } from './client.ts'

const unified = (symbol: string) => symbol.replace('USDT', '/USDT:USDT')
const side = (of: 'BUY' | 'SELL') => (of === 'BUY' ? 'buy' : 'sell')
const none = undefined as unknown as number

/** ccxt's binanceusdm; its own `fetchImplementation` redirects its requests. */
export function ccxtClient({ url, apiKey, secret }: Keys): Client {
  const exchange = new binanceusdm({
    apiKey,
    secret,
    enableRateLimit: false,
    options: { fetchCurrencies: false },
    fetchImplementation: (asked: string, init?: RequestInit) =>
      fetch(asked.replace('https://fapi.binance.com', url), init),
  })
  const clientIds = (orders: readonly { clientOrderId?: string | undefined }[]) =>
    orders.map(order => String(order.clientOrderId))

  return {
    idPrefix: '',
    configure: async (symbol, leverage) => {
      await exchange.setMarginMode('isolated', unified(symbol))
      await exchange.setLeverage(leverage, unified(symbol))
    },
    market: async ({ symbol, side: of, quantity, clientId: clientOrderId, reduceOnly }) => {
      const params = { clientOrderId, reduceOnly }
      const order = await exchange.createOrder(
        unified(symbol),
        'market',
        side(of),
        quantity,
        undefined,
        params,
      )
      return { status: String(order.info.status), filled: Number(order.filled) }
    },
    stop: async order => {
      const type = order.type === 'STOP' ? 'limit' : 'market'
      const { symbol, quantity = none, price } = order
      await exchange.createOrder(unified(symbol), type, side(order.side), quantity, price, terms(order))
    },
    cancelStop: async (symbol, clientAlgoId) => {
      await exchange.cancelOrder('', unified(symbol), { clientAlgoId, trigger: true })
    },
    cancelEverything: async symbol => {
      await exchange.cancelAllOrders(unified(symbol))
      await exchange.cancelAllOrders(unified(symbol), { trigger: true })
    },
    books: async symbol => {
      const of = unified(symbol)
      const regular = await exchange.fetchOpenOrders(of)
      const algo = await exchange.fetchOpenOrders(of, undefined, undefined, { trigger: true })
      return [...clientIds(regular), ...algo.map(order => String(order.info.clientAlgoId))]
    },
    position: async symbol => {
      const [found] = await exchange.fetchPositions([unified(symbol)])
      if (!found) return undefined
      const contracts = Number(found.contracts)
      const quantity = found.side === 'long' ? contracts : -contracts
      return { quantity, entryPrice: Number(found.entryPrice) }
    },
    result: async symbol => {
      const trades = await exchange.fetchMyTrades(unified(symbol))
      return trades.reduce((net, { info, fee }) => net + Number(info.realizedPnl) - Number(fee?.cost ?? 0), 0)
    },
    codeOf: problem => Number(/"code":(-\d+)/.exec(String(problem))?.[1]),
  }
}

const terms = ({ type, triggerPrice, quantity, clientId: clientOrderId }: StopOrder) => ({
  clientOrderId,
  workingType: 'MARK_PRICE',
  [type === 'TAKE_PROFIT_MARKET' ? 'takeProfitPrice' : 'stopLossPrice']: triggerPrice,
  ...(quantity === undefined ? { closePosition: true } : { reduceOnly: true }),
})
