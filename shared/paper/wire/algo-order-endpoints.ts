import { cancelAlgoOrder, cancelAllAlgoOrders } from '../core/cancel.ts'
import type { OrderKey } from '../core/order-index.ts'
import { waitingAlgos } from '../core/order-lists.ts'
import { type AlgoOrderRequest, placeAlgoOrder } from '../core/place-algo-order.ts'
import { fewOf } from '../ports.ts'
import type { PositionSide, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Session } from '../session/session.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { fewFor, findClosed, limitOf, readHistory, weekOf } from './history.ts'
import { algoOrderAnswer, algoOrderBody } from './order-bodies.ts'
import { CONDITIONAL, readPositionSide, readReduceOnly, readSide } from './order-endpoints.ts'
import { readOrderTerms } from './order-terms.ts'
import type { Params } from './params.ts'

/** The Algo service: conditional orders, which no other endpoint shows. */
export const algoOrderEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/algoOrder', access: 'signed', weight: 0, order: true, answer: postAlgoOrder },
  { method: 'GET', path: '/v1/algoOrder', access: 'signed', weight: 1, answer: getAlgoOrder },
  { method: 'DELETE', path: '/v1/algoOrder', access: 'signed', weight: 1, answer: deleteAlgoOrder },
  {
    method: 'GET',
    path: '/v1/openAlgoOrders',
    access: 'signed',
    weight: { withSymbol: 1, without: 40 },
    answer: getOpenAlgoOrders,
  },
  { method: 'GET', path: '/v1/allAlgoOrders', access: 'signed', weight: 5, answer: getAllAlgoOrders },
  { method: 'DELETE', path: '/v1/algoOpenOrders', access: 'signed', weight: 1, answer: deleteAlgoOpenOrders },
]

async function postAlgoOrder({ session, params }: EndpointCall) {
  if (params.text('algoType') !== 'CONDITIONAL') throw refuse(-1130, 'algoType')
  const symbol = params.text('symbol')
  const rules = session.market.rulesOf(symbol)
  const request = readAlgoOrder(params, await readPositionSide(session, params), session.at)
  const { algoOrder } = await session.changeSymbol(symbol, 'whole', (record, moment, venue) =>
    placeAlgoOrder(record, request, moment, venue),
  )
  return algoOrderAnswer(algoOrder, rules)
}

function readAlgoOrder(params: Params, positionSide: PositionSide, at: number): AlgoOrderRequest {
  const side = readSide(params)
  const orderType = params.oneOf('type', CONDITIONAL, -1116)
  if (orderType === undefined) throw refuse(-1102, 'type')
  const terms = readOrderTerms(params, at)
  const workingTypes = ['MARK_PRICE', 'CONTRACT_PRICE'] as const
  return {
    ...terms,
    timeInForce: terms.timeInForce ?? 'GTC',
    side,
    positionSide,
    orderType,
    quantity: params.decimal('quantity'),
    triggerPrice: params.decimal('triggerPrice'),
    workingType: params.oneOf('workingType', workingTypes, -4031) ?? 'CONTRACT_PRICE',
    priceProtect: params.flag('priceProtect') ?? false,
    reduceOnly: readReduceOnly(params, positionSide),
    closePosition: params.flag('closePosition') ?? false,
    clientAlgoId: params.clientId('clientAlgoId'),
    callbackRate: params.decimal('callbackRate'),
    activatePrice: params.decimal('activatePrice'),
  }
}

/** By algoId or clientAlgoId; one of them must be sent. */
function algoKey(params: Params): OrderKey {
  const id = params.integer('algoId')
  const clientId = params.optional('clientAlgoId')
  if (id === undefined && clientId === undefined) throw refuse(-1102, 'algoId')
  return { id, clientId }
}

/** The symbol is optional here: an algo id is unique in the account. */
async function recordsFor(session: Session, params: Params): Promise<readonly SymbolRecord[]> {
  const symbol = params.optional('symbol')
  return symbol === undefined ? session.symbols() : [await session.symbol(symbol)]
}

async function getAlgoOrder({ session, params }: EndpointCall) {
  const key = algoKey(params)
  for (const record of await recordsFor(session, params)) {
    const live = waitingAlgos.find(record.algoOrders, key)
    const found = live ?? (await findClosed(session, record.symbol, 'algoOrder', waitingAlgos.isNamed(key)))
    if (found !== undefined) return algoOrderBody(found, session.market.rulesOf(record.symbol))
  }
  throw refuse(-2013)
}

async function deleteAlgoOrder({ session, params }: EndpointCall) {
  const key = algoKey(params)
  const record = (await recordsFor(session, params)).find(
    each => waitingAlgos.find(each.algoOrders, key) !== undefined,
  )
  if (record === undefined) throw refuse(-2011)
  const { algoOrder } = await session.changeSymbol(record.symbol, 'symbol', (current, moment) =>
    cancelAlgoOrder(current, key, moment.at),
  )
  return { ...algoOrderAnswer(algoOrder, session.market.rulesOf(record.symbol)), code: '200', msg: 'success' }
}

/** Waiting orders, and those whose trigger was seen but which have not yet reached the book. */
async function getOpenAlgoOrders({ session, params }: EndpointCall) {
  return (await recordsFor(session, params)).flatMap(record =>
    record.algoOrders
      .filter(algo => algo.algoStatus !== 'TRIGGERED')
      .map(algo => algoOrderBody(algo, session.market.rulesOf(record.symbol))),
  )
}

async function getAllAlgoOrders({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const range = weekOf(session, params)
  const from = params.integer('algoId') ?? 0
  const few = fewFor(params, 'algoId', limitOf(params, 500, 1000))
  const closed = await readHistory(session, symbol, 'algoOrder', range, from > 0 ? undefined : few)
  const live = (await session.symbol(symbol)).algoOrders.filter(
    algo => algo.createTime >= range.from && algo.createTime <= range.to,
  )
  const asked = [...closed, ...live].filter(algo => algo.algoId >= from).sort((a, b) => a.algoId - b.algoId)
  return fewOf(asked, few).map(algo => algoOrderBody(algo, session.market.rulesOf(symbol)))
}

async function deleteAlgoOpenOrders({ session, params }: EndpointCall) {
  await session.changeSymbol(params.text('symbol'), 'symbol', (record, moment) => ({
    record: cancelAllAlgoOrders(record, moment.at),
  }))
  return { code: 200, msg: 'The operation of cancel all open order is done.' }
}
