import { USDMClient } from 'binance'
import type { Client, Keys } from './client.ts'

/** The package `binance` (tiagosiebler). */
export function tiagosieblerClient({ url, apiKey, secret }: Keys): Client {
  const client = new USDMClient({ api_key: apiKey, api_secret: secret, baseUrl: url })
  return {
    idPrefix: client.getOrderIdPrefix(),
    configure: async (symbol, leverage) => {
      await client.setMarginType({ symbol, marginType: 'ISOLATED' })
      await client.setLeverage({ symbol, leverage })
    },
    market: async ({ symbol, side, quantity, clientId, reduceOnly }) => {
      const order = await client.submitNewOrder({
        symbol,
        side,
        type: 'MARKET',
        quantity,
        newClientOrderId: clientId,
        reduceOnly: reduceOnly ? 'true' : 'false',
        newOrderRespType: 'RESULT',
      })
      return { status: order.status, filled: Number(order.executedQty) }
    },
    stop: async ({ symbol, side, type, triggerPrice, price, quantity, clientId }) => {
      await client.submitNewAlgoOrder({
        algoType: 'CONDITIONAL',
        symbol,
        side,
        type,
        triggerPrice: String(triggerPrice),
        workingType: 'MARK_PRICE',
        clientAlgoId: clientId,
        ...(price !== undefined && { price: String(price) }),
        ...(quantity === undefined
          ? { closePosition: 'true' }
          : { quantity: String(quantity), reduceOnly: 'true' }),
      })
    },
    cancelStop: async (_, clientAlgoId) => {
      await client.cancelAlgoOrder({ clientAlgoId })
    },
    cancelEverything: async symbol => {
      await client.cancelAllOpenOrders({ symbol })
      await client.cancelAllAlgoOpenOrders({ symbol })
    },
    books: async symbol => {
      const regular = await client.getAllOpenOrders({ symbol })
      const algo = await client.getOpenAlgoOrders({ symbol })
      return [...regular.map(order => order.clientOrderId), ...algo.map(order => order.clientAlgoId)]
    },
    position: async symbol => {
      const [found] = await client.getPositionsV3({ symbol })
      return found && { quantity: Number(found.positionAmt), entryPrice: Number(found.entryPrice) }
    },
    result: async symbol => {
      const trades = await client.getAccountTrades({ symbol })
      return trades.reduce((net, trade) => net + Number(trade.realizedPnl) - Number(trade.commission), 0)
    },
    codeOf: problem => (problem as { readonly code: number }).code,
  }
}
