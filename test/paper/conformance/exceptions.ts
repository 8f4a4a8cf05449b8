import type { Comparison } from './compare.ts'

type Exception = Partial<Pick<Comparison, 'misses' | 'extras' | 'differs'>> & { readonly why: string }

/**
 * Regular orders are LIMIT or MARKET since conditional orders moved to the Algo service; these fields belong to
 * trailing stops.
 */
const TRAILING = 'fields of conditional orders, which the regular book no longer takes (-4120)'
/** Dropped on 2026-07-15, as the bodies recorded since then show. */
const DROPPED = 'POST, PUT and DELETE answers have no average price and quote volume since 2026-07-15'

/** Where the venue's bodies differ from the examples, and why. By endpoint and source. */
export const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  'GET /fapi/v1/order · Binance.Net': { misses: ['activatePrice', 'priceRate'], why: TRAILING },
  'GET /sapi/v1/capital/config/getall · documentation': {
    misses: ['[].networkList[].denomination'],
    why: 'only coins that are counted by the thousand or million have it',
  },
  'GET /sapi/v1/margin/allPairs · documentation': {
    misses: ['base', 'id', 'isBuyAllowed', 'isMarginTrade', 'isSellAllowed', 'quote', 'symbol'].map(
      each => `[].${each}`,
    ),
    why: 'No pair is traded on spot margin, so the list is empty',
  },
  'GET /fapi/v1/openOrder · Binance.Net': { misses: ['activatePrice', 'priceRate'], why: TRAILING },
  'GET /fapi/v1/openOrders · Binance.Net': { misses: ['[].activatePrice', '[].priceRate'], why: TRAILING },
  'GET /fapi/v1/allOrders · Binance.Net': { misses: ['[].activatePrice', '[].priceRate'], why: TRAILING },
  'POST /fapi/v1/order · Binance.Net': {
    misses: ['cumQuote', 'avgPrice', 'activatePrice', 'priceRate'],
    why: `${DROPPED}; ${TRAILING}`,
  },
  'POST /fapi/v1/order/test · documentation': {
    misses: ['cumQuote', 'avgPrice', 'activatePrice', 'priceRate'],
    why: `${DROPPED}; ${TRAILING}`,
  },
  'DELETE /fapi/v1/order · Binance.Net': {
    misses: ['cumQuote', 'activatePrice', 'priceRate'],
    why: `${DROPPED}; ${TRAILING}`,
  },
  'PUT /fapi/v1/order · Binance.Net': {
    misses: ['avgPrice', 'cumBase'],
    why: `${DROPPED}; cumBase is a field of coin-margined contracts`,
  },
  'POST /fapi/v1/batchOrders · Binance.Net': {
    misses: ['[].cumQuote', '[].avgPrice', '[].activatePrice', '[].priceRate'],
    extras: ['[].closePosition'],
    why: `${DROPPED}; ${TRAILING}; the example leaves out closePosition, which the same order has when sent alone`,
  },
  'DELETE /fapi/v1/batchOrders · Binance.Net': {
    misses: ['[].cumQuote', '[].activatePrice', '[].priceRate'],
    why: `${DROPPED}; ${TRAILING}`,
  },
  'PUT /fapi/v1/batchOrders · Binance.Net': {
    misses: ['[].avgPrice', '[].cumBase'],
    why: `${DROPPED}; cumBase is a field of coin-margined contracts`,
  },
  'POST /fapi/v1/algoOrder · Binance.Net': {
    misses: ['activatePrice', 'callbackRate'],
    why: 'only trailing stops have these fields in the recorded bodies; the example has them empty',
  },
  'DELETE /fapi/v1/algoOrder · Binance.Net': {
    extras: ['code', 'msg'],
    why: 'clients look for the code "200", which the documentation mentions elsewhere; the order stands beside it',
  },
  'GET /fapi/v1/ticker/bookTicker · documentation': {
    extras: ['lastUpdateId'],
    why: 'Binance sends it, the documentation does not say so',
  },
  'GET /fapi/v1/commissionRate · Binance.Net': {
    extras: ['rpiCommissionRate'],
    why: 'in Binance’s documentation since 2025',
  },
  'GET /fapi/v1/apiTradingStatus · Binance.Net': {
    misses: ['isLocked', 'plannedRecoverTime', 'indicator', 'value', 'triggerValue'].map(
      field => `indicators.ETHUSDT[].${field}`,
    ),
    why: 'the example contains a second symbol',
  },
  'GET /fapi/v1/symbolConfig · Binance.Net': {
    differs: ['[].isAutoAddMargin: string, boolean'],
    why: 'a boolean on the wire, as Binance’s own SDK, go-binance and the Rust crate read it',
  },
  'GET /fapi/v2/account · Binance.Net': {
    extras: ['feeBurn', 'positions[].breakEvenPrice', 'positions[].notional', 'positions[].isolatedWallet'],
    why: 'as Binance’s SDK and the Rust crate, which cannot read the account without them, name them',
  },
  'GET /fapi/v1/income · Binance.Net': {
    differs: ['[].tranId: string, number'],
    why: 'a number in Binance’s documentation, a string in Binance.Net’s example',
  },
  'GET /fapi/v3/positionRisk · Binance.Net': {
    misses: ['[].leverage', '[].maxNotionalValue', '[].marginType', '[].isAutoAddMargin'],
    extras: [
      '[].marginAsset',
      '[].initialMargin',
      '[].maintMargin',
      '[].positionInitialMargin',
      '[].openOrderInitialMargin',
      '[].adl',
      '[].bidNotional',
      '[].askNotional',
    ],
    why: 'the example is one of v2; the documentation’s own of v3 is matched whole',
  },
}

/** Endpoints of the examples that the venue does not have. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'GET /fapi/v1/orderAmendment': 'changed orders keep no history of their changes',
}
