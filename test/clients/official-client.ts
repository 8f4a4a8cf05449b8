import {
  DerivativesTradingUsdsFutures,
  DerivativesTradingUsdsFuturesRestAPI as rest,
} from '@binance/derivatives-trading-usds-futures'
import type { Client, Keys } from './client.ts'

/** Binance's own connector, `@binance/derivatives-trading-usds-futures`. */
export function officialClient({ url, apiKey, secret }: Keys): Client {
  const { restAPI } = new DerivativesTradingUsdsFutures({
    configurationRestAPI: { apiKey, apiSecret: secret, basePath: url, retries: 0 },
  })
  return {
    idPrefix: '',
    configure: async (symbol, leverage) => {
      await restAPI.changeMarginType({ symbol, marginType: rest.ChangeMarginTypeMarginTypeEnum.ISOLATED })
      await restAPI.changeInitialLeverage({ symbol, leverage })
    },
    market: async ({ symbol, side, quantity, clientId, reduceOnly }) => {
      const answer = await restAPI.newOrder({
        symbol,
        side: rest.NewOrderSideEnum[side],
        type: rest.NewOrderTypeEnum.MARKET,
        quantity,
        newClientOrderId: clientId,
        reduceOnly: rest.NewOrderReduceOnlyEnum[reduceOnly ? 'TRUE' : 'FALSE'],
        newOrderRespType: rest.NewOrderNewOrderRespTypeEnum.RESULT,
      })
      const order = await answer.data()
      return { status: String(order.status), filled: Number(order.executedQty) }
    },
    stop: async ({ symbol, side, type, triggerPrice, price, quantity, clientId }) => {
      const answer = await restAPI.newAlgoOrder({
        algoType: rest.NewAlgoOrderAlgoTypeEnum.CONDITIONAL,
        symbol,
        side: rest.NewAlgoOrderSideEnum[side],
        type: rest.NewAlgoOrderTypeEnum[type],
        triggerPrice,
        workingType: rest.NewAlgoOrderWorkingTypeEnum.MARK_PRICE,
        clientAlgoId: clientId,
        ...(price !== undefined && { price }),
        ...(quantity === undefined
          ? { closePosition: rest.NewAlgoOrderClosePositionEnum.TRUE }
          : { quantity, reduceOnly: rest.NewAlgoOrderReduceOnlyEnum.TRUE }),
      })
      await answer.data()
    },
    cancelStop: async (_, clientAlgoId) => {
      await restAPI.cancelAlgoOrder({ clientAlgoId })
    },
    cancelEverything: async symbol => {
      await restAPI.cancelAllOpenOrders({ symbol })
      await restAPI.cancelAllAlgoOpenOrders({ symbol })
    },
    books: async symbol => {
      const regular = await (await restAPI.currentAllOpenOrders({ symbol })).data()
      const algo = await (await restAPI.currentAllAlgoOpenOrders({ symbol })).data()
      return [
        ...regular.map(order => String(order.clientOrderId)),
        ...algo.map(order => String(order.clientAlgoId)),
      ]
    },
    position: async symbol => {
      const [found] = await (await restAPI.positionInformationV3({ symbol })).data()
      return found && { quantity: Number(found.positionAmt), entryPrice: Number(found.entryPrice) }
    },
    result: async symbol => {
      const trades = await (await restAPI.accountTradeList({ symbol })).data()
      return trades.reduce((net, trade) => net + Number(trade.realizedPnl) - Number(trade.commission), 0)
    },
    codeOf: problem => (problem as { readonly code: number }).code,
  }
}
