/**
 * The part of exchangeInfo without symbols: request limits, and the subset of Binance's margin assets that this venue
 * has.
 */
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

/** What exchangeInfo says alike of every symbol. */
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
