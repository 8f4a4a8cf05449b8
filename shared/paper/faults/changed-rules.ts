import { type DecimalString, dec } from '#domain/decimal.ts'
import type { SymbolRules } from '../rules.ts'

/** A symbol's rules that change from a time on; those not given stay. */
export interface RulesChange {
  readonly tickSize?: DecimalString
  /** Applies to limit and market orders alike, as the minimum quantity does. */
  readonly stepSize?: DecimalString
  readonly minQuantity?: DecimalString
  readonly maxQuantity?: DecimalString
  readonly marketMaxQuantity?: DecimalString
  readonly minNotional?: DecimalString
}

/** The rules for a new order; the same object if nothing is changed. */
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

/** The changed rules as exchangeInfo prints them. */
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
