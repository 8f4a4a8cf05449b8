import { dec } from '#domain/decimal.ts'
import type { OrderRecord, TradeRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import { orderBody } from '../wire/order-bodies.ts'
import { money } from '../wire/position-bodies.ts'
import type { Execution, OpenNotional } from './happening.ts'

const NO_TRADE = { l: '0', L: '0', n: undefined, t: 0, m: false, rp: '0' }

/** The content of ORDER_TRADE_UPDATE: the fields of the order's body, under the names of the stream. */
export function orderEvent(
  order: OrderRecord,
  {
    execution,
    open,
    trade,
    expiryReason = 0,
  }: {
    readonly execution: Execution
    readonly open: OpenNotional
    readonly trade?: TradeRecord
    readonly expiryReason?: number
  },
  rules: SymbolRules,
) {
  const body = orderBody(order, rules)
  const { n, ...traded } = trade === undefined ? NO_TRADE : tradeFields(trade, rules)
  return {
    s: body.symbol,
    c: body.clientOrderId,
    S: body.side,
    o: execution === 'CALCULATED' ? 'LIQUIDATION' : body.type,
    f: body.timeInForce,
    q: body.origQty,
    p: body.price,
    ap: body.avgPrice,
    sp: body.stopPrice,
    x: execution,
    X: body.status,
    i: body.orderId,
    z: body.executedQty,
    ...traded,
    // The commission is left out if there is none.
    ...(n !== undefined && { N: rules.marginAsset, n }),
    T: trade?.time ?? order.updateTime,
    b: money(dec(open.BUY)),
    a: money(dec(open.SELL)),
    R: body.reduceOnly,
    wt: body.workingType,
    ot: body.origType,
    ps: body.positionSide,
    cp: body.closePosition,
    pP: body.priceProtect,
    si: 0,
    ss: 0,
    V: body.selfTradePreventionMode,
    pm: body.priceMatch,
    gtd: body.goodTillDate,
    er: String(expiryReason),
  }
}

const tradeFields = (trade: TradeRecord, rules: SymbolRules) => ({
  l: dec(trade.qty).toFixed(rules.quantityPrecision),
  L: dec(trade.price).toFixed(rules.pricePrecision),
  n: money(dec(trade.commission)),
  t: trade.id,
  m: trade.maker,
  rp: money(dec(trade.realizedPnl)),
})

/** TRADE_LITE: the few fields of a trade that are known first. */
export const tradeLite = (order: OrderRecord, trade: TradeRecord, rules: SymbolRules) => {
  const body = orderBody(order, rules)
  const { l, L, t, m } = tradeFields(trade, rules)
  return {
    ...{ s: body.symbol, q: body.origQty, p: body.price, m, c: body.clientOrderId, S: body.side },
    ...{ L, l, t, i: body.orderId },
  }
}
