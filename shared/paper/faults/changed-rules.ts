import { type DecimalString, dec } from '#domain/decimal.ts'
import type { SymbolRules } from '../rules.ts'

/** What of a symbol's rules is another from a time on; what is not given stays. */
export interface RulesChange {
  readonly tickSize?: DecimalString
  /** Of limit and market orders alike, as the least quantity is. */
  readonly stepSize?: DecimalString
  readonly minQuantity?: DecimalString
  readonly maxQuantity?: DecimalString
  readonly marketMaxQuantity?: DecimalString
  readonly minNotional?: DecimalString
}

/** The rules that a new order is held to; the same object when nothing is changed. */
export function changedRules(rules: SymbolRules, change: RulesChange | undefined): SymbolRules {
  if (change === undefined) return rules
  const given = (value: DecimalString | undefined, otherwise: SymbolRules['tickSize']) =>
    value === undefined ? otherwise : dec(value)
  const lot = (before: SymbolRules['lot'], max: DecimalString | undefined) => ({
    min: given(change.minQuantity, before.min),
    max: given(max, before.max),
    step: given(change.stepSize, before.step),
  })
  return {
    ...rules,
    tickSize: given(change.tickSize, rules.tickSize),
    lot: lot(rules.lot, change.maxQuantity),
    marketLot: lot(rules.marketLot, change.marketMaxQuantity),
    minNotional: given(change.minNotional, rules.minNotional),
  }
}

type Filter = { readonly filterType: string } & Readonly<Record<string, unknown>>

/** The same as exchangeInfo prints it. */
export const changedFilters = (filters: readonly Filter[], change: RulesChange): readonly Filter[] =>
  filters.map(filter => ({ ...filter, ...changeOf(filter.filterType, change) }))

function changeOf(filterType: string, change: RulesChange): object {
  const { tickSize, stepSize, minQuantity: minQty, minNotional: notional } = change
  switch (filterType) {
    case 'PRICE_FILTER':
      return present({ tickSize })
    case 'LOT_SIZE':
      return present({ stepSize, minQty, maxQty: change.maxQuantity })
    case 'MARKET_LOT_SIZE':
      return present({ stepSize, minQty, maxQty: change.marketMaxQuantity })
    case 'MIN_NOTIONAL':
      return present({ notional })
    default:
      return {}
  }
}

const present = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
