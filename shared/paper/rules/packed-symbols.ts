import type { ExchangeInfoSymbol } from '../rules.ts'
import { everySymbol } from './exchange-head.ts'

/**
 * Rows of exchangeInfo as text, a line for each symbol; what many symbols share stands once, in `kinds`. A row is
 * unpacked when its symbol is asked for.
 */
export interface PackedSymbols {
  /** Status, contract, assets, bands and fees that symbols share; a line refers to its kind by index. */
  readonly kinds: readonly string[]
  readonly symbols: readonly string[]
}

/** For lots: the same as for limit orders. For assets: the symbol without its quote asset. */
const same = '='
const none = '-'
/** Binance's date for a contract that does not end: 2100-12-25. */
const neverEnds = 4_133_404_800_000

/** Throws if a row lacks a filter that the venue needs. */
export function packSymbols(rows: readonly ExchangeInfoSymbol[]): PackedSymbols {
  const kinds = new Map<string, number>()
  const symbols = rows.map(row => {
    const kind = kindOf(row)
    const place = kinds.get(kind) ?? kinds.size
    kinds.set(kind, place)
    return `${row.symbol} ${place} ${ownOf(row)}`
  })
  return { kinds: [...kinds.keys()], symbols }
}

const filterOf = (row: ExchangeInfoSymbol, type: string) => {
  const found = row.filters.find(each => each.filterType === type)
  return (key: string): string => {
    const value = found?.[key]
    if (value === undefined || String(value) === '')
      throw new Error(`Expected ${key} of filter ${type} of ${row.symbol} in exchangeInfo, found none.`)
    return String(value)
  }
}

function kindOf(row: ExchangeInfoSymbol): string {
  const percent = filterOf(row, 'PERCENT_PRICE')
  const control = row.filters.find(each => each.filterType === 'POSITION_RISK_CONTROL')
  return [
    ...[row.status, row.contractType, row.quoteAsset, row.marginAsset, row.underlyingType],
    filterOf(row, 'MIN_NOTIONAL')('notional'),
    filterOf(row, 'MAX_NUM_ORDERS')('limit'),
    ...[percent('multiplierUp'), percent('multiplierDown')],
    ...[row.triggerProtect, row.marketTakeBound, row.liquidationFee],
    control?.positionControlSide ?? none,
  ].join(' ')
}

function ownOf(row: ExchangeInfoSymbol): string {
  const price = filterOf(row, 'PRICE_FILTER')
  const lot = filterOf(row, 'LOT_SIZE')
  const market = filterOf(row, 'MARKET_LOT_SIZE')
  const asLimit = (key: string) => (market(key) === lot(key) ? same : market(key))
  return [
    row.symbol === `${row.baseAsset}${row.quoteAsset}` ? same : row.baseAsset,
    ...[row.pricePrecision, row.quantityPrecision],
    ...[price('tickSize'), price('minPrice'), price('maxPrice')],
    ...[lot('stepSize'), lot('minQty'), lot('maxQty')],
    ...[asLimit('stepSize'), asLimit('minQty'), market('maxQty')],
    row.onboardDate,
    row.deliveryDate === neverEnds ? none : row.deliveryDate,
  ].join(' ')
}

/** The symbol of a line. */
export const symbolOf = (line: string): string => line.slice(0, line.indexOf(' '))

/**
 * One row as Binance answers it, except for fields that no order is checked against (`permissionSets`,
 * `underlyingSubType`).
 */
export function unpackSymbol({ kinds }: Pick<PackedSymbols, 'kinds'>, line: string): ExchangeInfoSymbol {
  const [symbol = '', place = '', base = '', pricePrecision, quantityPrecision, ...own] = line.split(' ')
  const [tickSize, minPrice, maxPrice, stepSize, minQty, maxQty, ...more] = own as string[]
  const [marketStep, marketMin, marketMax, onboardDate, deliveryDate] = more as string[]
  const shared = (kinds[Number(place)] ?? '').split(' ') as string[]
  const [status, contractType, quoteAsset = '', marginAsset, underlyingType, notional, limit, ...bands] =
    shared
  const [multiplierUp, multiplierDown, triggerProtect, marketTakeBound, liquidationFee, control] = bands
  const asLimit = (value: string | undefined, limit: string | undefined) => (value === same ? limit : value)
  return {
    ...everySymbol,
    ...{ symbol, pair: symbol, status, contractType },
    baseAsset: base === same ? symbol.slice(0, -quoteAsset.length) : base,
    ...{ quoteAsset, marginAsset, underlyingType, underlyingSubType: [], permissionSets: [] },
    pricePrecision: Number(pricePrecision),
    quantityPrecision: Number(quantityPrecision),
    ...{ triggerProtect, marketTakeBound, liquidationFee },
    onboardDate: Number(onboardDate),
    deliveryDate: deliveryDate === none ? neverEnds : Number(deliveryDate),
    filters: [
      { filterType: 'PRICE_FILTER', maxPrice, minPrice, tickSize },
      { filterType: 'LOT_SIZE', maxQty, minQty, stepSize },
      {
        filterType: 'MARKET_LOT_SIZE',
        ...{ maxQty: marketMax, minQty: asLimit(marketMin, minQty), stepSize: asLimit(marketStep, stepSize) },
      },
      { filterType: 'MAX_NUM_ORDERS', limit: Number(limit) },
      { filterType: 'MIN_NOTIONAL', notional },
      { filterType: 'PERCENT_PRICE', multiplierDecimal: '4', multiplierDown, multiplierUp },
      ...(control === none ? [] : [{ filterType: 'POSITION_RISK_CONTROL', positionControlSide: control }]),
    ],
  } as ExchangeInfoSymbol
}
