import { isFlat } from '../core/record.ts'
import type { MarginView } from '../desk/desk.ts'
import type { SymbolRecord } from '../records.ts'
import { accountBody, balanceBody, positionBody, positionBodyV2, symbolConfigBody } from './account-bodies.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'

/** Positions, balances and the account's configuration as it stands. */
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
  { method: 'GET', path: '/v3/balance', access: 'signed', weight: 5, answer: getBalance },
  { method: 'GET', path: '/v2/balance', access: 'signed', weight: 5, answer: getBalance },
  { method: 'GET', path: '/v1/accountConfig', access: 'signed', weight: 5, answer: getAccountConfig },
  { method: 'GET', path: '/v1/symbolConfig', access: 'signed', weight: 5, answer: getSymbolConfig },
  { method: 'GET', path: '/v1/commissionRate', access: 'signed', weight: 20, answer: getCommissionRate },
  { method: 'GET', path: '/v1/leverageBracket', access: 'signed', weight: 1, answer: getLeverageBracket },
  { method: 'GET', path: '/v1/rateLimit/order', access: 'signed', weight: 1, answer: getOrderRateLimit },
]

const isHeld = (record: SymbolRecord) => !isFlat(record) || record.orders.length > 0

/** v3 lists only symbols with a position or a resting order. */
async function getPositionRisk({ desk, params }: EndpointCall) {
  const { account, symbols } = await desk.margins()
  return symbols
    .filter(isAsked(params.optional('symbol')))
    .filter(held)
    .map(view => positionBody(view, account))
}

const held = (view: MarginView) => isHeld(view.record)

async function getPositionRiskV2({ desk, params }: EndpointCall) {
  const { account, symbols } = await desk.margins()
  return symbols.filter(isAsked(params.optional('symbol'))).map(view => positionBodyV2(view, account))
}

const isAsked = (symbol: string | undefined) => (view: MarginView) =>
  symbol === undefined || view.record.symbol === symbol

async function getAccount({ desk }: EndpointCall) {
  const { account, symbols } = await desk.margins()
  return accountBody(account, symbols.filter(held), lastUpdate(symbols, desk.at))
}

async function getBalance({ desk }: EndpointCall) {
  const { account, symbols } = await desk.margins()
  return [balanceBody(account, lastUpdate(symbols, desk.at))]
}

const lastUpdate = (symbols: readonly MarginView[], at: number): number =>
  symbols.reduce((last, view) => Math.max(last, view.record.position.updateTime), 0) || at

async function getAccountConfig({ desk }: EndpointCall) {
  const account = await desk.account()
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    dualSidePosition: account.dualSidePosition,
    updateTime: account.updateTime,
    multiAssetsMargin: account.multiAssetsMargin,
    tradeGroupId: -1,
  }
}

/** Of one symbol, or of every listed one. */
async function getSymbolConfig({ desk, params, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  const names = symbol === undefined ? rules.exchangeInfo.symbols.map(each => each.symbol) : [symbol]
  const records = await Promise.all(names.map(name => desk.symbol(name)))
  return records.map(record => symbolConfigBody(record, desk.market.rulesOf(record.symbol)))
}

async function getCommissionRate({ desk, params }: EndpointCall) {
  const symbol = desk.market.rulesOf(params.text('symbol')).symbol
  return {
    symbol,
    makerCommissionRate: desk.settings.makerFee,
    takerCommissionRate: desk.settings.takerFee,
  }
}

async function getLeverageBracket({ desk, params, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  if (symbol === undefined) return rules.brackets
  desk.market.rulesOf(symbol)
  return rules.brackets.filter(body => body.symbol === symbol)
}

async function getOrderRateLimit({ desk }: EndpointCall) {
  const limit = (interval: string, intervalNum: number, orders: number) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit: orders,
  })
  return [limit('SECOND', 10, desk.settings.orderLimit10s), limit('MINUTE', 1, desk.settings.orderLimit1m)]
}
