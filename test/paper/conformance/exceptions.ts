import type { Comparison } from './compare.ts'

export const KINDS = ['misses', 'extras', 'differs'] as const
export type Kind = (typeof KINDS)[number]
export type Fields = Pick<Comparison, Kind>

/** One reason why the venue's bodies differ from the examples, and the fields of each body that it explains. */
interface Exception {
  readonly why: string
  /** By endpoint and source. */
  readonly bodies: Readonly<Record<string, Partial<Fields>>>
}

const listed = (fields: readonly string[], list = '[]') => fields.map(field => `${list}.${field}`)
const TRAILING = ['activatePrice', 'priceRate']

export const EXCEPTIONS: readonly Exception[] = [
  {
    why: 'These fields belong to conditional orders, which the regular book no longer accepts (-4120)',
    bodies: {
      'GET /fapi/v1/order · Binance.Net': { misses: TRAILING },
      'GET /fapi/v1/openOrder · Binance.Net': { misses: TRAILING },
      'GET /fapi/v1/openOrders · Binance.Net': { misses: listed(TRAILING) },
      'GET /fapi/v1/allOrders · Binance.Net': { misses: listed(TRAILING) },
      'POST /fapi/v1/order · Binance.Net': { misses: TRAILING },
      'POST /fapi/v1/order/test · documentation': { misses: TRAILING },
      'DELETE /fapi/v1/order · Binance.Net': { misses: TRAILING },
      'POST /fapi/v1/batchOrders · Binance.Net': { misses: listed(TRAILING) },
      'DELETE /fapi/v1/batchOrders · Binance.Net': { misses: listed(TRAILING) },
    },
  },
  {
    why: 'Since 2026-07-15 answers to POST, PUT and DELETE have no average price and no quote volume, as recorded bodies show',
    bodies: {
      'POST /fapi/v1/order · Binance.Net': { misses: ['cumQuote', 'avgPrice'] },
      'POST /fapi/v1/order/test · documentation': { misses: ['cumQuote', 'avgPrice'] },
      'DELETE /fapi/v1/order · Binance.Net': { misses: ['cumQuote'] },
      'PUT /fapi/v1/order · Binance.Net': { misses: ['avgPrice'] },
      'POST /fapi/v1/batchOrders · Binance.Net': { misses: listed(['cumQuote', 'avgPrice']) },
      'DELETE /fapi/v1/batchOrders · Binance.Net': { misses: listed(['cumQuote']) },
      'PUT /fapi/v1/batchOrders · Binance.Net': { misses: listed(['avgPrice']) },
    },
  },
  {
    why: 'Only coin-margined contracts have this field',
    bodies: {
      'PUT /fapi/v1/order · Binance.Net': { misses: ['cumBase'] },
      'PUT /fapi/v1/batchOrders · Binance.Net': { misses: listed(['cumBase']) },
    },
  },
  {
    why: 'The example leaves it out, but shows it for the same order sent alone',
    bodies: { 'POST /fapi/v1/batchOrders · Binance.Net': { extras: listed(['closePosition']) } },
  },
  {
    why: 'Only trailing stops have these fields, as recorded bodies show; the example has them empty',
    bodies: { 'POST /fapi/v1/algoOrder · Binance.Net': { misses: ['activatePrice', 'callbackRate'] } },
  },
  {
    why: 'Clients look for the code "200", which the documentation names elsewhere',
    bodies: { 'DELETE /fapi/v1/algoOrder · Binance.Net': { extras: ['code', 'msg'] } },
  },
  {
    why: 'Binance sends it, though the documentation does not say so',
    bodies: { 'GET /fapi/v1/ticker/bookTicker · documentation': { extras: ['lastUpdateId'] } },
  },
  {
    why: 'Binance has documented it since 2025',
    bodies: { 'GET /fapi/v1/commissionRate · Binance.Net': { extras: ['rpiCommissionRate'] } },
  },
  {
    why: 'The example has a second symbol',
    bodies: {
      'GET /fapi/v1/apiTradingStatus · Binance.Net': {
        misses: listed(
          ['isLocked', 'plannedRecoverTime', 'indicator', 'value', 'triggerValue'],
          'indicators.ETHUSDT[]',
        ),
      },
    },
  },
  {
    why: 'Binance’s SDK, go-binance and the Rust crate read a boolean',
    bodies: {
      'GET /fapi/v1/symbolConfig · Binance.Net': { differs: ['[].isAutoAddMargin: string, boolean'] },
    },
  },
  {
    why: 'Binance’s SDK names these fields, and the Rust crate cannot read the account without them',
    bodies: {
      'GET /fapi/v2/account · Binance.Net': {
        extras: ['feeBurn', ...listed(['breakEvenPrice', 'notional', 'isolatedWallet'], 'positions[]')],
      },
    },
  },
  {
    why: 'Binance’s documentation has a number, Binance.Net’s example a string',
    bodies: { 'GET /fapi/v1/income · Binance.Net': { differs: ['[].tranId: string, number'] } },
  },
  {
    why: 'The example is one of v2; the venue matches the documentation’s own example of v3 completely',
    bodies: {
      'GET /fapi/v3/positionRisk · Binance.Net': {
        misses: listed(['leverage', 'maxNotionalValue', 'marginType', 'isAutoAddMargin']),
        extras: listed([
          'marginAsset',
          'initialMargin',
          'maintMargin',
          'positionInitialMargin',
          'openOrderInitialMargin',
          'adl',
          'bidNotional',
          'askNotional',
        ]),
      },
    },
  },
  {
    why: 'Only coins that are counted by the thousand or million have this field',
    bodies: {
      'GET /sapi/v1/capital/config/getall · documentation': {
        misses: ['[].networkList[].denomination'],
      },
    },
  },
  {
    why: 'The venue trades no pair on spot margin, so its list is empty',
    bodies: {
      'GET /sapi/v1/margin/allPairs · documentation': {
        misses: listed(['base', 'id', 'isBuyAllowed', 'isMarginTrade', 'isSellAllowed', 'quote', 'symbol']),
      },
    },
  },
]

/** Every field of the body that an exception explains. */
export function explainedIn(body: string): Fields {
  const all = (kind: Kind) => EXCEPTIONS.flatMap(({ bodies }) => bodies[body]?.[kind] ?? [])
  return { misses: all('misses'), extras: all('extras'), differs: all('differs') }
}

/** Endpoints of the examples that the venue does not have. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'GET /fapi/v1/orderAmendment': 'changed orders keep no history of their changes',
}
