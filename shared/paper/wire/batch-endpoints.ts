import { refuse } from '../refusal.ts'
import type { Endpoint } from './endpoint.ts'
import { cancelOne, modifyOne, placeOne } from './order-endpoints.ts'
import { type Params, readParams } from './params.ts'

const MAX_PLACED = 5
const MAX_CANCELLED = 10

/** Several orders in one request: each is accepted or refused separately, in the given order. */
export const batchEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/v1/batchOrders',
    access: 'signed',
    weight: 5,
    order: true,
    split: splitOrders,
    answer: placeOne,
  },
  {
    method: 'PUT',
    path: '/v1/batchOrders',
    access: 'signed',
    weight: 5,
    order: true,
    split: splitOrders,
    answer: modifyOne,
  },
  {
    method: 'DELETE',
    path: '/v1/batchOrders',
    access: 'signed',
    weight: 1,
    split: splitCancels,
    answer: cancelOne,
  },
]

/** `batchOrders`: a JSON list of at most five orders, or -4082. */
function splitOrders(params: Params): readonly Params[] {
  const orders = readList(params, 'batchOrders')
  if (orders.length === 0 || orders.length > MAX_PLACED) throw refuse(-4082, orders.length)
  return orders.map(order => {
    if (typeof order !== 'object' || order === null) throw refuse(-1130, 'batchOrders')
    return paramsOf(params, Object.entries(order))
  })
}

/** `orderIdList` or `origClientOrderIdList`: at most ten ids, or -1130. */
function splitCancels(params: Params): readonly Params[] {
  const byId = params.optional('orderIdList') !== undefined
  const list = byId ? 'orderIdList' : 'origClientOrderIdList'
  const ids = readList(params, list)
  if (ids.length === 0 || ids.length > MAX_CANCELLED) throw refuse(-1130, list)
  const symbol = params.text('symbol')
  return ids.map(id =>
    paramsOf(params, [
      ['symbol', symbol],
      [byId ? 'orderId' : 'origClientOrderId', id],
    ]),
  )
}

function readList(params: Params, name: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(params.text(name))
    if (Array.isArray(list)) return list
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem
  }
  throw refuse(-1130, name)
}

/** One order's own parameters; timestamp and recvWindow belong to the whole request. */
function paramsOf(whole: Params, own: readonly (readonly [string, unknown])[]): Params {
  const all = new URLSearchParams(
    own.map(([name, value]): [string, string] => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  )
  for (const name of ['timestamp', 'recvWindow']) {
    const value = whole.optional(name)
    if (value !== undefined) all.set(name, value)
  }
  return readParams(all)
}
