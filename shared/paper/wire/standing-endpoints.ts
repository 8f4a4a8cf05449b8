import { refuse } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { money } from './position-bodies.ts'

/** The account's status beyond trading: fees in BNB, order quality, portfolio margin. */
export const standingEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/feeBurn', access: 'signed', weight: 30, answer: getFeeBurn },
  { method: 'POST', path: '/v1/feeBurn', access: 'signed', weight: 1, answer: postFeeBurn },
  {
    method: 'GET',
    path: '/v1/apiTradingStatus',
    access: 'signed',
    weight: { withSymbol: 1, without: 10 },
    answer: getTradingStatus,
  },
  { method: 'GET', path: '/v1/pmAccountInfo', access: 'signed', weight: 5, answer: getPortfolioMargin },
]

async function getFeeBurn({ session }: EndpointCall) {
  return { feeBurn: (await session.account()).feeBurn ?? false }
}

/** The wallet holds no BNB, so fees are paid in USDT whatever is set, as on Binance. */
async function postFeeBurn({ session, params }: EndpointCall) {
  const feeBurn = params.flag('feeBurn')
  if (feeBurn === undefined) throw refuse(-1102, 'feeburn')
  await session.changeAccount(account => ({ ...account, feeBurn, updateTime: session.at }))
  return { code: 200, msg: 'success' }
}

/** No account is barred from trading for the quality of its orders, so no indicator is near its trigger. */
async function getTradingStatus({ session, params }: EndpointCall) {
  const symbol = params.optional('symbol')
  const names =
    symbol === undefined
      ? (await session.symbols()).map(record => record.symbol)
      : [session.market.rulesOf(symbol).symbol]
  return {
    indicators: Object.fromEntries(names.map(name => [name, INDICATORS])),
    updateTime: session.at,
  }
}

/** Unfilled ratio, IOC and FOK expiration ratio, GTC cancellation ratio, dust ratio, with Binance's triggers. */
const INDICATORS = ['UFR', 'IFER', 'GCR', 'DR'].map(indicator => ({
  isLocked: false,
  plannedRecoverTime: 0,
  indicator,
  value: 0,
  triggerValue: indicator === 'UFR' ? 0.995 : 0.99,
}))

/** What could be withdrawn from the account: only USDT. */
async function getPortfolioMargin({ session, params }: EndpointCall) {
  const asset = params.text('asset')
  const { account } = await session.margins()
  const available = money(account.available)
  return {
    maxWithdrawAmountUSD: available,
    asset,
    maxWithdrawAmount: asset === 'USDT' ? available : '0',
  }
}
