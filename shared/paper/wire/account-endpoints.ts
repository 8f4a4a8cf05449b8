import { isFlat } from '../core/positions.ts'
import type { MarginView, Session } from '../session/session.ts'
import {
  type AccountView,
  accountBody,
  accountBodyV2,
  balanceBody,
  configBody,
  symbolConfigBody,
} from './account-bodies.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { positionBodies, positionBodiesV2 } from './position-bodies.ts'

/** The account's current positions, balances and configuration. */
export const accountEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/v3/positionRisk',
    access: 'signed',
    weight: 5,
    savesCursors: true,
    answer: getPositionRisk,
  },
  {
    method: 'GET',
    path: '/v2/positionRisk',
    access: 'signed',
    weight: 5,
    savesCursors: true,
    answer: getPositionRiskV2,
  },
  { method: 'GET', path: '/v3/account', access: 'signed', weight: 5, savesCursors: true, answer: getAccount },
  { method: 'GET', path: '/v2/account', access: 'signed', weight: 5, answer: getAccountV2 },
  { method: 'GET', path: '/v3/balance', access: 'signed', weight: 5, answer: getBalance },
  { method: 'GET', path: '/v2/balance', access: 'signed', weight: 5, answer: getBalance },
  // The first versions: Binance's documentation no longer shows them, but clients still ask for them.
  { method: 'GET', path: '/v1/account', access: 'signed', weight: 5, answer: getAccountV2 },
  { method: 'GET', path: '/v1/balance', access: 'signed', weight: 5, answer: getBalance },
  { method: 'GET', path: '/v1/positionRisk', access: 'signed', weight: 5, answer: getPositionRiskV2 },
  { method: 'GET', path: '/v1/accountConfig', access: 'signed', weight: 5, answer: getAccountConfig },
  { method: 'GET', path: '/v1/symbolConfig', access: 'signed', weight: 5, answer: getSymbolConfig },
  { method: 'GET', path: '/v1/commissionRate', access: 'signed', weight: 20, answer: getCommissionRate },
  { method: 'GET', path: '/v1/leverageBracket', access: 'signed', weight: 1, answer: getLeverageBracket },
  { method: 'GET', path: '/v1/adlQuantile', access: 'signed', weight: 5, answer: getAdlQuantile },
  { method: 'GET', path: '/v1/rateLimit/order', access: 'signed', weight: 1, answer: getOrderRateLimit },
]

const isHeld = ({ record }: MarginView) => !isFlat(record) || record.orders.length > 0

/** Current positions, balances and settings; v3 contains only symbols with a position or a resting order. */
async function viewAccount(session: Session): Promise<AccountView> {
  const { account, symbols } = await session.margins()
  return { account, symbols, config: await session.account(), updateTime: lastUpdate(symbols, session.at) }
}

const heldOnly = (view: AccountView): AccountView => ({ ...view, symbols: view.symbols.filter(isHeld) })

async function getPositionRisk({ session, params }: EndpointCall) {
  const { account, config, symbols } = heldOnly(await viewAccount(session))
  return symbols
    .filter(isAsked(params.optional('symbol')))
    .flatMap(view => positionBodies(view, account, config.dualSidePosition))
}

async function getPositionRiskV2({ session, params }: EndpointCall) {
  const { account, config, symbols } = await viewAccount(session)
  return symbols
    .filter(isAsked(params.optional('symbol')))
    .flatMap(view => positionBodiesV2(view, account, config.dualSidePosition))
}

const isAsked = (symbol: string | undefined) => (view: MarginView) =>
  symbol === undefined || view.record.symbol === symbol

async function getAccount({ session }: EndpointCall) {
  return accountBody(heldOnly(await viewAccount(session)))
}

async function getAccountV2({ session }: EndpointCall) {
  return accountBodyV2(await viewAccount(session))
}

async function getBalance({ session }: EndpointCall) {
  const { account, updateTime } = await viewAccount(session)
  return [balanceBody(account, updateTime)]
}

const lastUpdate = (symbols: readonly MarginView[], at: number): number => {
  const times = symbols.flatMap(view => view.margin.positions.map(each => each.position.updateTime))
  return times.reduce((last, time) => Math.max(last, time), 0) || at
}

async function getAccountConfig({ session }: EndpointCall) {
  const account = await session.account()
  return { ...configBody(account), dualSidePosition: account.dualSidePosition }
}

/** For one symbol, or for every listed one. */
async function getSymbolConfig({ session, params, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  const names = symbol === undefined ? rules.listed : [symbol]
  // Load all existing records in one read, ahead of those that were never used.
  if (symbol === undefined) await session.symbols()
  const records = await Promise.all(names.map(name => session.symbol(name)))
  return records.map(record => symbolConfigBody(record, session.market.rulesOf(record.symbol)))
}

async function getCommissionRate({ session, params }: EndpointCall) {
  const symbol = session.market.rulesOf(params.text('symbol')).symbol
  return {
    symbol,
    makerCommissionRate: session.settings.makerFee,
    takerCommissionRate: session.settings.takerFee,
    // Orders of retail price improvement are for selected market makers; for this account they would cost the usual
    // fee.
    rpiCommissionRate: session.settings.makerFee,
  }
}

async function getLeverageBracket({ session, params, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  if (symbol === undefined) return rules.brackets
  session.market.rulesOf(symbol)
  return [rules.bracketsOf(symbol)]
}

async function getOrderRateLimit({ session }: EndpointCall) {
  const limit = (interval: string, intervalNum: number, orders: number) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit: orders,
  })
  return [
    limit('SECOND', 10, session.settings.orderLimit10s),
    limit('MINUTE', 1, session.settings.orderLimit1m),
  ]
}

/** For every position; never more than 0, as nothing is auto-deleveraged here. */
async function getAdlQuantile({ session, params }: EndpointCall) {
  const symbol = params.optional('symbol')
  const { dualSidePosition } = await session.account()
  const records = symbol === undefined ? await session.symbols() : [await session.symbol(symbol)]
  return records
    .filter(record => !isFlat(record))
    .map(record => ({
      symbol: record.symbol,
      adlQuantile: { LONG: 0, SHORT: 0, ...(dualSidePosition ? { HEDGE: 0 } : { BOTH: 0 }) },
    }))
}
