import { dec } from '#domain/decimal.ts'
import { averagePrice } from '../core/ending.ts'
import { positionSideOf } from '../core/positions.ts'
import { isLimitKind } from '../core/trigger.ts'
import type { AlgoOrderRecord, OrderRecord, TradeRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'

const priceText = (price: string, rules: SymbolRules) => dec(price).toFixed(rules.pricePrecision)
const quantityText = (quantity: string, rules: SymbolRules) => dec(quantity).toFixed(rules.quantityPrecision)

/** The answer of POST and DELETE order: without avgPrice and cumQuote, which Binance dropped on 2026-07-15. */
export const orderAnswer = (order: OrderRecord, rules: SymbolRules) => ({
  orderId: order.orderId,
  symbol: order.symbol,
  status: order.status,
  clientOrderId: order.clientOrderId,
  price: priceText(order.price, rules),
  origQty: quantityText(order.origQty, rules),
  executedQty: quantityText(order.executedQty, rules),
  cumQty: quantityText(order.executedQty, rules),
  timeInForce: order.timeInForce,
  type: order.type,
  reduceOnly: order.reduceOnly,
  closePosition: order.closePosition,
  side: order.side,
  positionSide: positionSideOf(order),
  stopPrice: priceText('0', rules),
  workingType: 'CONTRACT_PRICE',
  priceProtect: false,
  origType: order.type,
  priceMatch: order.priceMatch ?? 'NONE',
  selfTradePreventionMode: 'EXPIRE_MAKER',
  goodTillDate: order.goodTillDate ?? 0,
  updateTime: order.updateTime,
})

/** The answer of ACK, whatever happened to the order: it was accepted. */
export const acknowledged = (order: OrderRecord): OrderRecord => ({
  ...order,
  status: 'NEW',
  executedQty: '0',
})

/** The answer of GET order, openOrders and allOrders. */
export function orderBody(order: OrderRecord, rules: SymbolRules) {
  const { cumQty: _, ...answer } = orderAnswer(order, rules)
  return {
    ...answer,
    avgPrice: dec(averagePrice(order)).toFixed(Math.max(5, rules.pricePrecision)),
    cumQuote: dec(order.cumQuote).toFixed(Math.max(5, rules.pricePrecision)),
    time: order.time,
  }
}

/** The answer of POST algoOrder: no orderId, type or status, as recorded. */
export const algoOrderAnswer = (algo: AlgoOrderRecord, rules: SymbolRules) => ({
  algoId: algo.algoId,
  clientAlgoId: algo.clientAlgoId,
  algoType: 'CONDITIONAL',
  orderType: algo.orderType,
  symbol: algo.symbol,
  side: algo.side,
  positionSide: positionSideOf(algo),
  timeInForce: algo.timeInForce,
  quantity: quantityText(algo.quantity, rules),
  algoStatus: algo.algoStatus,
  triggerPrice: priceText(algo.triggerPrice, rules),
  price: priceText(algo.price, rules),
  icebergQuantity: null,
  selfTradePreventionMode: 'EXPIRE_MAKER',
  workingType: algo.workingType,
  priceMatch: algo.priceMatch ?? 'NONE',
  closePosition: algo.closePosition,
  priceProtect: algo.priceProtect,
  reduceOnly: algo.reduceOnly,
  ...(algo.trailing !== undefined && {
    activatePrice: priceText(algo.trailing.activatePrice, rules),
    callbackRate: algo.trailing.callbackRate,
  }),
  createTime: algo.createTime,
  updateTime: algo.updateTime,
  triggerTime: algo.triggerTime,
  goodTillDate: algo.goodTillDate ?? 0,
})

/** A row of forceOrders, which never got the newer fields. */
export function forcedOrderBody(order: OrderRecord, rules: SymbolRules) {
  const {
    priceProtect: _,
    priceMatch: __,
    selfTradePreventionMode: ___,
    goodTillDate: ____,
    ...body
  } = orderBody(order, rules)
  return body
}

/** The answer of GET algoOrder, openAlgoOrders and allAlgoOrders. */
export const algoOrderBody = (algo: AlgoOrderRecord, rules: SymbolRules) => ({
  ...algoOrderAnswer(algo, rules),
  actualOrderId: algo.actualOrderId === undefined ? '' : String(algo.actualOrderId),
  actualPrice: dec(algo.actualPrice).toFixed(Math.max(5, rules.pricePrecision)),
  ...(algo.actualOrderId !== undefined && {
    actualQty: quantityText(algo.actualQty, rules),
    actualType: isLimitKind(algo) ? 'LIMIT' : 'MARKET',
  }),
  ...(algo.failReason !== undefined && { failReason: algo.failReason }),
  tpTriggerPrice: '0.000',
  tpPrice: '0.000',
  slTriggerPrice: '0.000',
  slPrice: '0.000',
  tpOrderType: '',
})

export const tradeBody = (trade: TradeRecord, rules: SymbolRules) => ({
  symbol: trade.symbol,
  id: trade.id,
  orderId: trade.orderId,
  side: trade.side,
  price: priceText(trade.price, rules),
  qty: quantityText(trade.qty, rules),
  realizedPnl: dec(trade.realizedPnl).toFixed(8),
  quoteQty: dec(trade.quoteQty).toFixed(),
  commission: dec(trade.commission).toFixed(8),
  commissionAsset: rules.marginAsset,
  time: trade.time,
  positionSide: positionSideOf(trade),
  buyer: trade.side === 'BUY',
  maker: trade.maker,
})
