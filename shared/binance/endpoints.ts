/** The ccxt client's method for an endpoint, named after its authorization, version, HTTP method and path. */
type Method =
  | `fapi${'Public' | 'PublicV2' | 'Private' | 'PrivateV3'}${'Get' | 'Post' | 'Put' | 'Delete'}${string}`
  | `sapiGet${string}`

export interface Endpoint {
  readonly method: Method
  /** Request weight of one call. */
  readonly weight: number
  /** Request weight when it answers for all symbols instead of one. */
  readonly weightOfAll?: number
  /** Counted against the order limits instead of the request weight. */
  readonly orders?: number
}

/** Everything that the adapter asks of Binance, and what it costs (USDⓈ-M futures documentation). */
export const endpoints = {
  time: { method: 'fapiPublicGetTime', weight: 1 },
  exchangeInfo: { method: 'fapiPublicGetExchangeInfo', weight: 1 },
  bookTicker: { method: 'fapiPublicGetTickerBookTicker', weight: 2 },
  lastPrice: { method: 'fapiPublicV2GetTickerPrice', weight: 1 },
  premiumIndex: { method: 'fapiPublicGetPremiumIndex', weight: 1 },
  leverageBracket: { method: 'fapiPrivateGetLeverageBracket', weight: 1 },
  account: { method: 'fapiPrivateV3GetAccount', weight: 5 },
  accountConfig: { method: 'fapiPrivateGetAccountConfig', weight: 5 },
  symbolConfig: { method: 'fapiPrivateGetSymbolConfig', weight: 5 },
  positionRisk: { method: 'fapiPrivateV3GetPositionRisk', weight: 5 },
  positionRiskBetweenTicks: { method: 'fapiPrivateV3GetPositionRisk', weight: 5 },
  userTrades: { method: 'fapiPrivateGetUserTrades', weight: 5 },
  apiRestrictions: { method: 'sapiGetAccountApiRestrictions', weight: 1 },
  income: { method: 'fapiPrivateGetIncome', weight: 30 },
  order: { method: 'fapiPrivateGetOrder', weight: 1 },
  openOrders: { method: 'fapiPrivateGetOpenOrders', weight: 1, weightOfAll: 40 },
  algoOrder: { method: 'fapiPrivateGetAlgoOrder', weight: 1 },
  openAlgoOrders: { method: 'fapiPrivateGetOpenAlgoOrders', weight: 1, weightOfAll: 40 },
  setLeverage: { method: 'fapiPrivatePostLeverage', weight: 1 },
  setMarginType: { method: 'fapiPrivatePostMarginType', weight: 1 },
  placeOrder: { method: 'fapiPrivatePostOrder', weight: 0, orders: 1 },
  placeAlgoOrder: { method: 'fapiPrivatePostAlgoOrder', weight: 0, orders: 1 },
  cancelOrder: { method: 'fapiPrivateDeleteOrder', weight: 1 },
  cancelAlgoOrder: { method: 'fapiPrivateDeleteAlgoOrder', weight: 1 },
  cancelAllOrders: { method: 'fapiPrivateDeleteAllOpenOrders', weight: 1 },
  cancelAllAlgoOrders: { method: 'fapiPrivateDeleteAlgoOpenOrders', weight: 1 },
} as const satisfies Readonly<Record<string, Endpoint>>

export type EndpointName = keyof typeof endpoints

/** Binance's own parameters; undefined ones are not sent. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>
