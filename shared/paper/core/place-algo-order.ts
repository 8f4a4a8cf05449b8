import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type {
  AlgoOrderRecord,
  AlgoOrderType,
  OrderFault,
  PositionSide,
  PriceMatch,
  SymbolRecord,
  TimeInForce,
} from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Moment, Venue } from './context.ts'
import { checkNotional, checkPrice, checkQuantity } from './filters.ts'
import { waitingAlgos } from './order-lists.ts'
import { closesHedge, ofPosition, positionOf, positionSideOf, reducible, withPosition } from './positions.ts'
import { nextId, withAlgoOrder } from './record.ts'
import { isActive, isLimitKind, isTakeProfit, isTriggered } from './trigger.ts'

export interface AlgoOrderRequest {
  readonly side: OrderSide
  /** BOTH in one-way mode. */
  readonly positionSide: PositionSide
  readonly orderType: AlgoOrderType
  readonly timeInForce: TimeInForce
  readonly quantity: Dec | undefined
  readonly triggerPrice: Dec | undefined
  readonly price: Dec | undefined
  readonly priceMatch?: PriceMatch | undefined
  readonly goodTillDate?: number | undefined
  readonly workingType: 'MARK_PRICE' | 'CONTRACT_PRICE'
  readonly priceProtect: boolean
  /** Undefined if not sent; with closePosition that makes a difference. */
  readonly reduceOnly: boolean | undefined
  readonly closePosition: boolean
  readonly clientAlgoId: string | undefined
  /** Percent; trailing stops only. */
  readonly callbackRate: Dec | undefined
  readonly activatePrice: Dec | undefined
}

export interface AlgoPlaced {
  readonly record: SymbolRecord
  readonly algoOrder: AlgoOrderRecord
}

/** A new conditional order. Margin is checked only when it triggers. Throws Refusal and changes nothing. */
export function placeAlgoOrder(
  before: SymbolRecord,
  request: AlgoOrderRequest,
  moment: Moment,
  venue: Venue,
): AlgoPlaced {
  const { positionSide } = request
  const record = withPosition(before, positionSide, positionOf(before, positionSide))
  checkShape(request)
  checkFilters(request, venue)
  const { clientAlgoId: clientId } = request
  if (clientId !== undefined && waitingAlgos.find(record.algoOrders, { clientId })) throw refuse(-4116)
  const live = record.algoOrders.length + (venue.backing?.otherAlgoOrders ?? 0)
  if (live >= venue.settings.maxAlgoOrders) throw refuse(-4045)
  if (request.closePosition) checkClosePosition(record, request)

  const numbered = nextId(record, 'algoOrder')
  const algoOrder = newAlgoOrder(record.symbol, numbered.id, request, moment, venue.fault)
  if (isTriggered(algoOrder, moment.step) || isActive(algoOrder, moment.step)) throw refuse(-2021)
  return { record: withAlgoOrder(numbered.record, algoOrder), algoOrder }
}

function checkShape(request: AlgoOrderRequest): void {
  if (request.closePosition) {
    const market = request.orderType === 'STOP_MARKET' || request.orderType === 'TAKE_PROFIT_MARKET'
    if (!market) throw refuse(-4136, request.orderType)
    if (request.quantity !== undefined) throw refuse(-4137)
    if (request.reduceOnly === true) throw refuse(-1106, 'reduceonly')
    if (request.reduceOnly === false) throw refuse(-4138)
  } else if (request.quantity === undefined) throw refuse(-1102, 'quantity')

  if (request.orderType === 'TRAILING_STOP_MARKET') {
    const rate = request.callbackRate
    if (rate === undefined) throw refuse(-1102, 'callbackrate')
    if (rate.lt('0.1') || rate.gt(20)) throw refuse(-1130, 'callbackRate')
  } else if (request.triggerPrice === undefined) throw refuse(-1102, 'triggerprice')

  const hasPrice = request.price !== undefined || request.priceMatch !== undefined
  if (isLimitKind(request) && !hasPrice) throw refuse(-1102, 'price')
  if (!isLimitKind(request) && request.priceMatch !== undefined) throw refuse(-5038)
  if (!isLimitKind(request) && request.price !== undefined) throw refuse(-1106, 'price')
}

function checkFilters(request: AlgoOrderRequest, { rules: listed, filters: rules = listed }: Venue): void {
  for (const price of [request.triggerPrice, request.price, request.activatePrice])
    if (price !== undefined) checkPrice(price, rules)
  if (request.quantity === undefined) return
  checkQuantity(request.quantity, isLimitKind(request) ? rules.lot : rules.marketLot, rules)
  const price = request.price ?? request.triggerPrice
  const reduces = request.reduceOnly === true || closesHedge(request.side, request.positionSide)
  if (!reduces && price !== undefined) checkNotional(price.times(request.quantity), rules)
}

/** closePosition needs a position (-4509), and each direction has at most one such stop and one such take-profit. */
function checkClosePosition(record: SymbolRecord, request: AlgoOrderRequest): void {
  const { side, positionSide } = request
  if (reducible(record, { side, ...ofPosition(positionSide) }).isZero()) throw refuse(-4509)
  const sameKind = (algo: AlgoOrderRecord) => isTakeProfit(algo) === isTakeProfit(request)
  const exists = record.algoOrders.some(
    algo =>
      algo.closePosition && algo.side === side && positionSideOf(algo) === positionSide && sameKind(algo),
  )
  if (exists) throw refuse(-4130)
}

function newAlgoOrder(
  symbol: string,
  algoId: number,
  request: AlgoOrderRequest,
  { at, step }: Moment,
  fault: OrderFault | undefined,
): AlgoOrderRecord {
  const text = (value: Dec | undefined) => (value ?? dec(0)).toFixed()
  const best = request.workingType === 'MARK_PRICE' ? step.mark : step.last
  return {
    algoId,
    clientAlgoId: request.clientAlgoId ?? `paper-${algoId}`,
    symbol,
    side: request.side,
    ...ofPosition(request.positionSide),
    orderType: request.orderType,
    timeInForce: request.closePosition ? 'GTE_GTC' : request.timeInForce,
    ...(request.goodTillDate !== undefined && { goodTillDate: request.goodTillDate }),
    ...(request.priceMatch && { priceMatch: request.priceMatch }),
    quantity: text(request.quantity),
    triggerPrice: text(request.triggerPrice),
    price: text(request.price),
    workingType: request.workingType,
    priceProtect: request.priceProtect,
    reduceOnly:
      request.reduceOnly === true || request.closePosition || closesHedge(request.side, request.positionSide),
    closePosition: request.closePosition,
    algoStatus: 'NEW',
    createTime: at,
    updateTime: at,
    triggerTime: 0,
    endTime: 0,
    actualPrice: '0',
    actualQty: '0',
    ...(fault && { fault }),
    ...(request.callbackRate === undefined
      ? {}
      : {
          trailing: {
            callbackRate: text(request.callbackRate),
            activatePrice: request.activatePrice?.toFixed() ?? best,
            best: request.activatePrice === undefined ? best : '',
          },
        }),
  }
}
