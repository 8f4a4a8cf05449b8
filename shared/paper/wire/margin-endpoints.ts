import { dec } from '#domain/decimal.ts'
import { changeIsolatedMargin } from '../core/isolated-margin.ts'
import { positionSideOf } from '../core/positions.ts'
import { refuse } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf, rangeOf, readHistory } from './history.ts'
import { readPositionSide } from './order-endpoints.ts'
import type { Params } from './params.ts'

/** Transfers between the free balance and an isolated position. */
export const marginEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/positionMargin', access: 'signed', weight: 1, answer: postMargin },
  {
    method: 'GET',
    path: '/v1/positionMargin/history',
    access: 'signed',
    weight: 1,
    answer: getMarginHistory,
  },
]

async function postMargin({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const amount = params.decimal('amount')
  if (amount === undefined) throw refuse(-1102, 'amount')
  const type = readType(params)
  if (type === undefined) throw refuse(-1102, 'type')
  const positionSide = await readPositionSide(session, params)
  await session.changeSymbol(symbol, 'whole', (record, moment, venue) => ({
    record: changeIsolatedMargin(record, { positionSide, type, amount }, moment, venue),
  }))
  return { amount: amount.toNumber(), code: 200, msg: 'Successfully modify position margin.', type }
}

function readType(params: Params): 1 | 2 | undefined {
  const type = params.oneOf('type', ['1', '2'], -1130, 'type')
  return type === undefined ? undefined : type === '1' ? 1 : 2
}

async function getMarginHistory({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const { marginAsset } = session.market.rulesOf(symbol)
  const type = readType(params)
  const limit = limitOf(params, 500, 1000)
  const changes = await readHistory(session, symbol, 'marginChange', rangeOf(session, params))
  return changes
    .filter(change => type === undefined || change.type === type)
    .slice(0, limit)
    .map(change => ({
      symbol,
      type: change.type,
      deltaType: 'USER_ADJUST',
      amount: dec(change.amount).toFixed(8),
      asset: marginAsset,
      time: change.time,
      positionSide: positionSideOf(change),
    }))
}
