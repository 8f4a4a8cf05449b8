import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { decimal, price, whole } from './field.ts'
import type { Wire } from './wire.ts'

/** In base asset. Without a step, or with a maximum below the step, no order is possible. */
const sizes = z
  .object({ stepSize: price, minQty: decimal, maxQty: price })
  .refine(({ stepSize, maxQty }) => dec(maxQty).gte(stepSize), 'expected a maximum of at least one step')
const ticks = z.object({ tickSize: price })
const least = z.object({ notional: decimal })

const symbolBody = z.object({
  symbol: z.string(),
  contractType: z.string(),
  status: z.string(),
  quoteAsset: z.string(),
  marginAsset: z.string(),
  deliveryDate: whole,
  filters: z.array(z.unknown()),
})
const body = z.object({ symbols: z.array(z.unknown()) })

/** From one symbol's entry in exchangeInfo; undefined if it lacks a rule that orders must keep. */
function rulesOf(entry: unknown): SymbolRules | undefined {
  const symbol = symbolBody.safeParse(entry).data
  if (symbol === undefined) return undefined
  const filter = <T>(type: string, schema: z.ZodType<T>): T | undefined =>
    schema.safeParse(symbol.filters.find(each => isOfType(each, type))).data
  const [price, lot, marketLot, notional] = [
    filter('PRICE_FILTER', ticks),
    filter('LOT_SIZE', sizes),
    filter('MARKET_LOT_SIZE', sizes),
    filter('MIN_NOTIONAL', least),
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

const isOfType = (filter: unknown, type: string): boolean =>
  typeof filter === 'object' && filter !== null && 'filterType' in filter && filter.filterType === type

/**
 * Every symbol that an order could be made for, whatever its contract type and status. An unreadable symbol is left
 * out, so that admission does not know it and the others trade on; if none can be read, that is an error.
 */
export const marketRules = (wire: Wire) => ({
  async allRules(): Promise<readonly SymbolRules[]> {
    const { symbols } = await wire.read('exchangeInfo', {}, body)
    const rules = symbols.flatMap(symbol => rulesOf(symbol) ?? [])
    if (rules.length > 0) return rules
    throw new ExchangeError(
      { call: 'exchangeInfo', retriable: false },
      `none of ${symbols.length} symbols has the documented filters`,
    )
  },
})
