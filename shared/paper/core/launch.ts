import { dec } from '#domain/decimal.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { Refusal, refuse } from '../refusal.ts'
import type { Moment, Venue } from './context.ts'
import { endAlgoOrder } from './ending.ts'
import { execute } from './execution.ts'
import { matchedPrice } from './levels.ts'
import { checkMargin, checkTimeInForce } from './place-order.ts'
import { ofPosition, positionSideOf, reducible } from './positions.ts'
import { nextId, withAlgoOrder } from './record.ts'
import { isLimitKind } from './trigger.ts'

/**
 * A triggered algo order becomes a regular order with an id of its own and meets the book one step after its trigger
 * was seen. Position and margin are checked only now, so an accepted stop may still be REJECTED.
 */
export function launch(
  record: SymbolRecord,
  algo: AlgoOrderRecord,
  moment: Moment,
  venue: Venue,
): SymbolRecord {
  const position = reducible(record, algo)
  if (algo.closePosition && position.isZero()) return endAlgoOrder(record, algo, 'EXPIRED', moment.at)

  const numbered = nextId(record, 'order')
  const { priceMatch } = algo
  const price = priceMatch ? matchedPrice(priceMatch, algo.side, moment.step, venue)?.toFixed() : algo.price
  const order = regularOrder({ ...algo, price: price ?? '0' }, numbered.id, moment.at, position.toFixed())
  const problem = price === undefined ? refuse(-5041) : refusalAtLaunch(record, algo, order, moment, venue)
  if (problem !== undefined)
    return endAlgoOrder(record, algo, 'REJECTED', moment.at, `${problem.code} ${problem.message}`)

  const triggered: AlgoOrderRecord = {
    ...algo,
    algoStatus: 'TRIGGERED',
    updateTime: moment.at,
    actualOrderId: order.orderId,
  }
  return execute(withAlgoOrder(numbered.record, triggered), order, moment, venue).record
}

function regularOrder(
  algo: AlgoOrderRecord,
  orderId: number,
  at: number,
  positionQuantity: string,
): OrderRecord {
  const limit = isLimitKind(algo)
  const larger = algo.reduceOnly && dec(algo.quantity).gt(positionQuantity)
  return {
    orderId,
    clientOrderId: algo.clientAlgoId,
    symbol: algo.symbol,
    side: algo.side,
    ...ofPosition(positionSideOf(algo)),
    type: limit ? 'LIMIT' : 'MARKET',
    timeInForce: limit && algo.timeInForce !== 'GTE_GTC' ? algo.timeInForce : 'GTC',
    price: algo.price,
    origQty: algo.closePosition || larger ? positionQuantity : algo.quantity,
    executedQty: '0',
    cumQuote: '0',
    reduceOnly: algo.reduceOnly,
    closePosition: algo.closePosition,
    status: 'NEW',
    time: at,
    updateTime: at,
    algoId: algo.algoId,
    ...(algo.goodTillDate !== undefined && { goodTillDate: algo.goodTillDate }),
    ...(algo.priceMatch && { priceMatch: algo.priceMatch }),
    ...(algo.fault && { fault: algo.fault }),
  }
}

/** Market stops larger than the position are cut down to it; limit stops are not (Binance's FAQ 360039707291). */
function refusalAtLaunch(
  record: SymbolRecord,
  algo: AlgoOrderRecord,
  order: OrderRecord,
  { step }: Moment,
  venue: Venue,
): Refusal | undefined {
  if (algo.fault?.atTrigger === 'rejected') return refuse(-2010)
  const { rules, settings } = venue
  const apart = dec(step.mark).minus(step.last).abs().div(step.last)
  if (algo.priceProtect && apart.gt(rules.triggerProtect)) return refuse(-2021)
  if (algo.reduceOnly) {
    const position = reducible(record, algo)
    const oversized = isLimitKind(algo) && dec(algo.quantity).gt(position)
    if (position.isZero() || (oversized && settings.rejectOversizedReduceOnly)) return refuse(-2022)
  }
  try {
    if (!algo.reduceOnly) checkMargin(record, order, step, venue)
    checkTimeInForce(record, order, step, venue)
    return undefined
  } catch (problem) {
    if (problem instanceof Refusal) return problem
    throw problem
  }
}
