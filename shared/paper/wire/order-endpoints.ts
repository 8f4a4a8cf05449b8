import type { OrderSide } from '#domain/side.ts'
import { cancelAllOrders, cancelOrder } from '../core/cancel.ts'
import { setCountdown } from '../core/countdown.ts'
import { modifyOrder } from '../core/modify-order.ts'
import type { OrderKey } from '../core/order-index.ts'
import { restingOrders } from '../core/order-lists.ts'
import { placeOrder } from '../core/place-order.ts'
import { fewOf } from '../ports.ts'
import type { PositionSide } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import { checkEngineWindow } from './auth.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { fewFor, findClosed, limitOf, readHistory, weekOf } from './history.ts'
import { acknowledged, orderAnswer, orderBody } from './order-bodies.ts'
import { readOrderTerms, readPrice } from './order-terms.ts'
import type { Params } from './params.ts'

/** The types that the Algo service accepts and the regular book does not. */
export const CONDITIONAL = [
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
] as const

/** The regular order book; conditional types are refused here (-4120). */
export const orderEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/order', access: 'signed', weight: 0, order: true, answer: placeOne },
  { method: 'POST', path: '/v1/order/test', access: 'signed', weight: 0, answer: testOne },
  { method: 'GET', path: '/v1/order', access: 'signed', weight: 1, answer: getOrder },
  { method: 'GET', path: '/v1/openOrder', access: 'signed', weight: 1, answer: getOpenOrder },
  { method: 'PUT', path: '/v1/order', access: 'signed', weight: 0, order: true, answer: modifyOne },
  { method: 'DELETE', path: '/v1/order', access: 'signed', weight: 1, answer: cancelOne },
  {
    method: 'GET',
    path: '/v1/openOrders',
    access: 'signed',
    weight: { withSymbol: 1, without: 40 },
    answer: getOpenOrders,
  },
  { method: 'GET', path: '/v1/allOrders', access: 'signed', weight: 5, answer: getAllOrders },
  { method: 'DELETE', path: '/v1/allOpenOrders', access: 'signed', weight: 1, answer: deleteAllOpenOrders },
  { method: 'POST', path: '/v1/countdownCancelAll', access: 'signed', weight: 10, answer: postCountdown },
]

export function readSide(params: Params): OrderSide {
  const side = params.oneOf('side', ['BUY', 'SELL'] as const, -1117)
  if (side === undefined) throw refuse(-1102, 'side')
  return side
}

/** LONG or SHORT in hedge mode, BOTH (or absent) in one-way mode; otherwise -4061. */
export async function readPositionSide(session: Session, params: Params): Promise<PositionSide> {
  const sides = ['BOTH', 'LONG', 'SHORT'] as const
  const positionSide = params.oneOf('positionSide', sides, -4060) ?? 'BOTH'
  const { dualSidePosition } = await session.account()
  if (dualSidePosition === (positionSide === 'BOTH')) throw refuse(-4061)
  return positionSide
}

/** In hedge mode the position side decides what reduces, and reduceOnly must not be sent (-1106). */
export function readReduceOnly(params: Params, positionSide: PositionSide): boolean | undefined {
  const reduceOnly = params.flag('reduceOnly')
  if (reduceOnly !== undefined && positionSide !== 'BOTH') throw refuse(-1106, 'reduceonly')
  return reduceOnly
}

export async function placeOne(call: EndpointCall) {
  return sendOrder(call, placeOrder)
}

/** Checks the order like a real one, then drops it: nothing is placed, and no id is used. */
async function testOne(call: EndpointCall) {
  return sendOrder(call, (record, ...rest) => ({
    record,
    order: acknowledged(placeOrder(record, ...rest).order),
  }))
}

async function sendOrder({ session, params }: EndpointCall, send: typeof placeOrder) {
  const symbol = params.text('symbol')
  const rules = session.market.rulesOf(symbol)
  const side = readSide(params)
  const type = readType(params)
  const positionSide = await readPositionSide(session, params)
  const quantity = params.decimal('quantity')
  if (quantity === undefined) throw refuse(-1102, 'quantity')
  const responseType = params.oneOf('newOrderRespType', ['ACK', 'RESULT'], -1136) ?? 'ACK'
  const reduceOnly = readReduceOnly(params, positionSide) ?? false
  const terms = readTerms(params, type, session.at)
  const clientOrderId = params.clientId('newClientOrderId')

  checkEngineWindow(params, session.at)
  const { order } = await session.changeSymbol(
    symbol,
    reduceOnly ? 'symbol' : 'whole',
    (record, moment, venue) =>
      send(
        record,
        { side, positionSide, type, quantity, reduceOnly, clientOrderId, ...terms },
        moment,
        venue,
      ),
  )
  return orderAnswer(responseType === 'RESULT' ? order : acknowledged(order), rules)
}

function readType(params: Params): 'LIMIT' | 'MARKET' {
  const type = params.text('type')
  if (CONDITIONAL.some(conditional => conditional === type)) throw refuse(-4120)
  if (type !== 'LIMIT' && type !== 'MARKET') throw refuse(-1116)
  return type
}

function readTerms(params: Params, type: 'LIMIT' | 'MARKET', at: number) {
  const { price, priceMatch, timeInForce, goodTillDate } = readOrderTerms(params, at)
  if (type === 'MARKET') {
    if (priceMatch !== undefined) throw refuse(-5038)
    if (price !== undefined) throw refuse(-1106, 'price')
    if (timeInForce !== undefined) throw refuse(-1106, 'timeinforce')
    return { price: undefined, timeInForce: 'GTC' as const }
  }
  if (timeInForce === undefined) throw refuse(-1102, 'timeinforce')
  if (price === undefined && priceMatch === undefined) throw refuse(-1102, 'price')
  return { price, priceMatch, timeInForce, goodTillDate }
}

/** By orderId or origClientOrderId; one of them must be sent. */
function orderKey(params: Params): OrderKey {
  const id = params.integer('orderId')
  const clientId = params.optional('origClientOrderId')
  if (id === undefined && clientId === undefined) throw refuse(-1102, 'orderId')
  return { id, clientId }
}

async function getOrder({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const key = orderKey(params)
  const open = restingOrders.find((await session.symbol(symbol)).orders, key)
  const found = open ?? (await findClosed(session, symbol, 'order', restingOrders.isNamed(key)))
  if (found === undefined) throw refuse(-2013)
  return orderBody(found, session.market.rulesOf(symbol))
}

async function getOpenOrder({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const found = restingOrders.find((await session.symbol(symbol)).orders, orderKey(params))
  if (found === undefined) throw refuse(-2013)
  return orderBody(found, session.market.rulesOf(symbol))
}

export async function cancelOne({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const key = orderKey(params)
  const { order } = await session.changeSymbol(symbol, 'symbol', (record, moment) =>
    cancelOrder(record, key, moment.at),
  )
  return orderAnswer(order, session.market.rulesOf(symbol))
}

export async function modifyOne({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const rules = session.market.rulesOf(symbol)
  const key = orderKey(params)
  const side = readSide(params)
  const quantity = params.decimal('quantity')
  if (quantity === undefined) throw refuse(-1102, 'quantity')
  const limit = readPrice(params)
  const reduceOnly = params.flag('reduceOnly') ?? false
  if (limit.price === undefined && limit.priceMatch === undefined) throw refuse(-1102, 'price')
  checkEngineWindow(params, session.at)
  const { order } = await session.changeSymbol(symbol, 'whole', (record, moment, venue) =>
    modifyOrder(record, key, { side, quantity, reduceOnly, ...limit }, moment, venue),
  )
  return { ...orderAnswer(order, rules), pair: symbol }
}

async function getOpenOrders({ session, params }: EndpointCall) {
  const symbol = params.optional('symbol')
  const records = symbol === undefined ? await session.symbols() : [await session.symbol(symbol)]
  return records.flatMap(record =>
    record.orders.map(order => orderBody(order, session.market.rulesOf(record.symbol))),
  )
}

/** For one symbol, or for all. */
async function getAllOrders(call: EndpointCall) {
  const symbol = call.params.optional('symbol')
  if (symbol !== undefined) return ordersOf(call, symbol)
  const limit = limitOf(call.params, 500, 1000)
  const records = await call.session.symbols()
  const all = (await Promise.all(records.map(record => ordersOf(call, record.symbol)))).flat()
  return fewOf(
    all.sort((a, b) => a.time - b.time || a.orderId - b.orderId),
    fewFor(call.params, 'orderId', limit),
  )
}

async function ordersOf({ session, params }: EndpointCall, symbol: string) {
  const range = weekOf(session, params)
  const from = params.integer('orderId') ?? 0
  const few = fewFor(params, 'orderId', limitOf(params, 500, 1000))
  const closed = await readHistory(session, symbol, 'order', range, from > 0 ? undefined : few)
  const open = (await session.symbol(symbol)).orders.filter(
    order => order.time >= range.from && order.time <= range.to,
  )
  const asked = [...closed, ...open]
    .filter(order => order.orderId >= from)
    .sort((a, b) => a.orderId - b.orderId)
  return fewOf(asked, few).map(order => orderBody(order, session.market.rulesOf(symbol)))
}

async function deleteAllOpenOrders({ session, params }: EndpointCall) {
  await session.changeSymbol(params.text('symbol'), 'symbol', (record, moment) => ({
    record: cancelAllOrders(record, moment.at),
  }))
  return { code: 200, msg: 'The operation of cancel all open order is done.' }
}

async function postCountdown({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const countdownTime = params.integer('countdownTime')
  if (countdownTime === undefined || countdownTime < 0) throw refuse(-1102, 'countdowntime')
  await session.changeSymbol(symbol, 'symbol', (record, moment) => ({
    record: setCountdown(record, countdownTime, moment.at),
  }))
  return { symbol, countdownTime: String(countdownTime) }
}
