import { changeLeverage, changeMarginType, changeMultiAssets, changePositionMode } from '../core/configure.ts'
import { refuse } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { maxNotionalText } from './position-bodies.ts'

/** The settings of the account and its symbols. */
export const settingsEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/leverage', access: 'signed', weight: 1, answer: postLeverage },
  { method: 'POST', path: '/v1/marginType', access: 'signed', weight: 1, answer: postMarginType },
  { method: 'GET', path: '/v1/positionSide/dual', access: 'signed', weight: 30, answer: getPositionMode },
  { method: 'POST', path: '/v1/positionSide/dual', access: 'signed', weight: 1, answer: postPositionMode },
  { method: 'GET', path: '/v1/multiAssetsMargin', access: 'signed', weight: 30, answer: getMultiAssets },
  { method: 'POST', path: '/v1/multiAssetsMargin', access: 'signed', weight: 1, answer: postMultiAssets },
]

async function postLeverage({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const leverage = params.integer('leverage')
  if (leverage === undefined) throw refuse(-1102, 'leverage')
  const { record } = await session.changeSymbol(symbol, 'whole', (current, moment, venue) => ({
    record: changeLeverage(current, leverage, moment, venue),
  }))
  const maxNotionalValue = maxNotionalText(record, session.market.rulesOf(symbol))
  return { leverage, maxNotionalValue, symbol }
}

async function postMarginType({ session, params }: EndpointCall) {
  const symbol = params.text('symbol')
  const wanted = params.oneOf('marginType', ['ISOLATED', 'CROSSED'], -1130, 'marginType')
  if (wanted === undefined) throw refuse(-1102, 'margintype')
  const account = await session.account()
  await session.changeSymbol(symbol, 'symbol', record => ({
    record: changeMarginType(record, wanted === 'ISOLATED' ? 'isolated' : 'cross', account),
  }))
  return { code: 200, msg: 'success' }
}

async function getPositionMode({ session }: EndpointCall) {
  return { dualSidePosition: (await session.account()).dualSidePosition }
}

async function postPositionMode({ session, params }: EndpointCall) {
  const dual = params.flag('dualSidePosition')
  if (dual === undefined) throw refuse(-1102, 'dualsideposition')
  const symbols = await session.symbols()
  await session.changeAccount(account => changePositionMode(account, dual, symbols, session.at))
  return { code: 200, msg: 'success' }
}

async function getMultiAssets({ session }: EndpointCall) {
  return { multiAssetsMargin: (await session.account()).multiAssetsMargin }
}

async function postMultiAssets({ session, params }: EndpointCall) {
  const multi = params.flag('multiAssetsMargin')
  if (multi === undefined) throw refuse(-1102, 'multiassetsmargin')
  const symbols = await session.symbols()
  await session.changeAccount(account => changeMultiAssets(account, multi, symbols, session.at))
  return { code: 200, msg: 'success' }
}
