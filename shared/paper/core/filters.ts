import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import { refuse } from '../refusal.ts'
import type { LotSize, SymbolRules } from '../rules.ts'

/** PRICE_FILTER; throws -1111, -4002, -4013 or -4014. */
export function checkPrice(price: Dec, rules: SymbolRules): void {
  if (price.decimalPlaces() > rules.pricePrecision) throw refuse(-1111)
  if (price.gt(rules.maxPrice)) throw refuse(-4002)
  if (price.lt(rules.minPrice)) throw refuse(-4013)
  if (!price.mod(rules.tickSize).isZero()) throw refuse(-4014)
}

/** LOT_SIZE or MARKET_LOT_SIZE; throws -1111, -4003, -4004, -4005 or -4023. */
export function checkQuantity(quantity: Dec, lot: LotSize, rules: SymbolRules): void {
  if (quantity.lte(0)) throw refuse(-4003)
  if (quantity.decimalPlaces() > rules.quantityPrecision) throw refuse(-1111)
  if (quantity.lt(lot.min)) throw refuse(-4004)
  if (quantity.gt(lot.max)) throw refuse(-4005)
  if (!quantity.mod(lot.step).isZero()) throw refuse(-4023)
}

/** MIN_NOTIONAL; reduce-only orders are exempt. Throws -4164. */
export function checkNotional(notional: Dec, rules: SymbolRules): void {
  if (notional.lt(rules.minNotional)) throw refuse(-4164, rules.minNotional.toFixed())
}

/** PERCENT_PRICE for a limit order, around the mark; throws -4016 or -4024. */
export function checkLimitBand(side: OrderSide, price: Dec, mark: string, rules: SymbolRules): void {
  const highest = dec(mark).times(rules.multiplierUp)
  const lowest = dec(mark).times(rules.multiplierDown)
  if (side === 'BUY' && price.gt(highest)) throw refuse(-4016, highest.toFixed(rules.pricePrecision))
  if (side === 'SELL' && price.lt(lowest)) throw refuse(-4024, lowest.toFixed(rules.pricePrecision))
}

/** PERCENT_PRICE for a market order: the best opposite price must lie in the band; throws -4131. */
export function checkMarketBand(side: OrderSide, best: Dec, mark: string, rules: SymbolRules): void {
  const outside =
    side === 'BUY'
      ? best.gt(dec(mark).times(rules.multiplierUp))
      : best.lt(dec(mark).times(rules.multiplierDown))
  if (outside) throw refuse(-4131)
}
