/** What exchangeInfo says besides its symbols: the limits of requests, and Binance's margin assets of this venue. */
export const exchangeHead = {
  timezone: 'UTC',
  futuresType: 'U_MARGINED',
  rateLimits: [
    { interval: 'MINUTE', intervalNum: 1, limit: 2400, rateLimitType: 'REQUEST_WEIGHT' },
    { interval: 'MINUTE', intervalNum: 1, limit: 1200, rateLimitType: 'ORDERS' },
    { interval: 'SECOND', intervalNum: 10, limit: 300, rateLimitType: 'ORDERS' },
  ],
  exchangeFilters: [],
  assets: [
    { asset: 'USDT', autoAssetExchange: '-10000', marginAvailable: true },
    { asset: 'USDC', autoAssetExchange: '-10000', marginAvailable: true },
  ],
}

/** What exchangeInfo says of every symbol alike. */
export const everySymbol = {
  maintMarginPercent: '2.5000',
  requiredMarginPercent: '5.0000',
  baseAssetPrecision: 8,
  quotePrecision: 8,
  maxMoveOrderLimit: 10_000,
  orderTypes: [
    'LIMIT',
    'MARKET',
    'STOP',
    'STOP_MARKET',
    'TAKE_PROFIT',
    'TAKE_PROFIT_MARKET',
    'TRAILING_STOP_MARKET',
  ],
  timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
}
