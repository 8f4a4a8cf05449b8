import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { decimal, price, whole } from './field.ts'
import type { Wire } from './wire.ts'

/** In base asset. Without a step, or with a maximum below the step, no order is possible. */
const sizes = <T extends string>(filterType: T) =>
  z
    .object({ filterType: z.literal(filterType), stepSize: price, minQty: decimal, maxQty: price })
    .refine(({ stepSize, maxQty }) => dec(maxQty).gte(stepSize), 'expected a maximum of at least one step')

const filters = {
  price: z.object({ filterType: z.literal('PRICE_FILTER'), tickSize: price }),
  lot: sizes('LOT_SIZE'),
  marketLot: sizes('MARKET_LOT_SIZE'),
  notional: z.object({ filterType: z.literal('MIN_NOTIONAL'), notional: decimal }),
}

const symbolBody = z.object({
  symbol: z.string(),
  contractType: z.string(),
  status: z.string(),
  quoteAsset: z.string(),
  marginAsset: z.string(),
  deliveryDate: whole,
  filters: z.array(z.unknown()),
})

/** From one symbol's entry in exchangeInfo; undefined if it lacks a rule that orders must keep. */
function rulesOf(body: unknown): SymbolRules | undefined {
  const symbol = symbolBody.safeParse(body).data
  if (symbol === undefined) return undefined
  const first = <T>(schema: z.ZodType<T>): T | undefined =>
    symbol.filters.map(each => schema.safeParse(each).data).find(each => each !== undefined)
  const [price, lot, marketLot, notional] = [
    first(filters.price),
    first(filters.lot),
    first(filters.marketLot),
    first(filters.notional),
  ]
  if (!price || !lot || !marketLot || !notional) return undefined
  return {
    symbol: symbol.symbol,
    contractType: symbol.contractType,
    status: symbol.status,
    quoteAsset: symbol.quoteAsset,
    marginAsset: symbol.marginAsset,
    deliveryDate: symbol.deliveryDate,
    tickSize: price.tickSize,
    stepSize: lot.stepSize,
    minQuantity: lot.minQty,
    maxQuantity: lot.maxQty,
    marketStepSize: marketLot.stepSize,
    marketMinQuantity: marketLot.minQty,
    marketMaxQuantity: marketLot.maxQty,
    minNotional: notional.notional,
  }
}

/**
 * Every symbol that an order could be made for, whatever its contract type and status. An unreadable symbol is left
 * out, so that admission does not know it and the others trade on; if none can be read, that is an error.
 */
export const marketRules = (wire: Wire) => ({
  async allRules(): Promise<readonly SymbolRules[]> {
    const { symbols } = await wire.read('exchangeInfo', {}, z.object({ symbols: z.array(z.unknown()) }))
    const rules = symbols.flatMap(symbol => rulesOf(symbol) ?? [])
    if (rules.length > 0) return rules
    throw new ExchangeError(
      { call: 'exchangeInfo', retriable: false },
      `none of ${symbols.length} symbols has the documented filters`,
    )
  },
})
