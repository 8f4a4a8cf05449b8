import type { AlgoOrderRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import { algoOrderBody } from '../wire/order-bodies.ts'

/** The content of ALGO_UPDATE about a conditional order: the fields of its body, under the names of the stream. */
export function algoEvent(algo: AlgoOrderRecord, rules: SymbolRules) {
  const body = algoOrderBody(algo, rules)
  return {
    caid: body.clientAlgoId,
    aid: body.algoId,
    at: body.algoType,
    o: body.orderType,
    s: body.symbol,
    S: body.side,
    ps: body.positionSide,
    f: body.timeInForce,
    q: body.quantity,
    X: body.algoStatus,
    ai: body.actualOrderId,
    // Fields of the order in the matching engine only once there is one.
    ...(algo.actualOrderId !== undefined && {
      ap: body.actualPrice,
      aq: body.actualQty ?? '0',
      act: body.actualType ?? '0',
    }),
    tp: body.triggerPrice,
    p: body.price,
    V: body.selfTradePreventionMode,
    wt: body.workingType,
    pm: body.priceMatch,
    cp: body.closePosition,
    pP: body.priceProtect,
    R: body.reduceOnly,
    tt: body.triggerTime,
    gtd: body.goodTillDate,
    ...(algo.trailing !== undefined && {
      AP: body.activatePrice,
      cr: body.callbackRate,
      // Whether a trailing stop already follows the price.
      ia: algo.trailing.best !== '',
    }),
    rm: algo.failReason ?? '',
  }
}
