import { everySymbol } from '#paper/rules/exchange-head.ts'
import type { ExchangeInfoSymbol } from '#paper/rules.ts'
import type { CandleSeries } from '../market/candle-series.ts'

/** The values of most of Binance's perpetuals. */
const usual = {
  minNotional: '5',
  maxOrders: 200,
  maxQty: 10_000_000,
  marketMaxQty: 1_000_000,
  maxPrice: '10000000',
  band: { up: '1.1500', down: '0.8500', trigger: '0.1500', market: '0.15' },
  liquidationFee: '0.015000',
}

/**
 * Rules of a symbol known only by its recording: the tick is the last decimal of its prices, the step that of its
 * volumes; quantity limits grow as the price falls; the rest is as for most perpetuals.
 */
export function derivedInfo({
  symbol,
  priceDecimals,
  volumeDecimals,
  candles,
}: CandleSeries): ExchangeInfoSymbol {
  const [tickSize, stepSize] = [unitOf(priceDecimals), unitOf(volumeDecimals)]
  const { baseAsset, quoteAsset } = assetsOf(symbol)
  const { up, down, trigger, market } = usual.band
  const most = manifold((candles.at(0)?.open ?? 0) / 10 ** priceDecimals)
  return {
    ...everySymbol,
    ...{ symbol, pair: symbol, status: 'TRADING', contractType: 'PERPETUAL' },
    ...{ baseAsset, quoteAsset, marginAsset: quoteAsset, underlyingType: 'COIN' },
    ...{ pricePrecision: priceDecimals, quantityPrecision: volumeDecimals },
    ...{ triggerProtect: trigger, marketTakeBound: market, liquidationFee: usual.liquidationFee },
    onboardDate: candles.openTimeAt(0),
    deliveryDate: 4_133_404_800_000,
    filters: [
      { filterType: 'PRICE_FILTER', maxPrice: usual.maxPrice, minPrice: tickSize, tickSize },
      { filterType: 'LOT_SIZE', maxQty: most(usual.maxQty), minQty: stepSize, stepSize },
      { filterType: 'MARKET_LOT_SIZE', maxQty: most(usual.marketMaxQty), minQty: stepSize, stepSize },
      { filterType: 'MAX_NUM_ORDERS', limit: usual.maxOrders },
      { filterType: 'MIN_NOTIONAL', notional: usual.minNotional },
      { filterType: 'PERCENT_PRICE', multiplierDecimal: '4', multiplierDown: down, multiplierUp: up },
      { filterType: 'POSITION_RISK_CONTROL', positionControlSide: 'NONE' },
    ],
  }
}

/** A quantity, as text, scaled by a power of ten so that it is worth as much as the usual one at a price of one. */
const manifold = (price: number) => {
  const zeros = price > 0 ? Math.max(0, Math.ceil(-Math.log10(price))) : 0
  return (quantity: number): string => `${quantity}${'0'.repeat(zeros)}`
}

/** 10^-decimals, as Binance writes it. */
const unitOf = (decimals: number): string => (decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`)

/**
 * Split by the name's ending; a name without a known ending is its own base asset, with a quote asset that no signal
 * may name.
 */
function assetsOf(symbol: string): { readonly baseAsset: string; readonly quoteAsset: string } {
  const [, baseAsset = symbol, quoteAsset = 'UNKNOWN'] =
    /^(.+?)(USDT|USDC|FDUSD|BUSD|USD1|BTC)$/.exec(symbol) ?? []
  return { baseAsset, quoteAsset }
}
