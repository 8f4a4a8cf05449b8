import type { AccountRecord, AlgoOrderRecord, Counters, OrderRecord, SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { algosWith, ordersWith } from './order-lists.ts'
import { flatPosition, isFlat } from './positions.ts'

export function newAccount(settings: PaperSettings): AccountRecord {
  return {
    v: 1,
    startingBalance: settings.startingBalance,
    dualSidePosition: false,
    multiAssetsMargin: false,
    updateTime: 0,
  }
}

/** A symbol not yet touched: flat, cross, at Binance's initial leverage or the highest one allowed below it. */
export function newSymbol(rules: SymbolRules, settings: PaperSettings, at: number): SymbolRecord {
  const highest = Math.max(...rules.brackets.map(bracket => bracket.initialLeverage))
  return {
    v: 1,
    symbol: rules.symbol,
    cursor: at,
    idBase: rules.index + 1,
    counters: { order: 0, algoOrder: 0, trade: 0, income: 0 },
    leverage: Math.min(settings.defaultLeverage, highest),
    marginType: 'cross',
    position: flatPosition(0),
    totals: { realizedPnl: '0', commission: '0', funding: '0', insuranceClear: '0' },
    orders: [],
    algoOrders: [],
    taken: { time: 0, BUY: '0', SELL: '0' },
    recent: [],
  }
}

/** First ids and the distance between symbols: ids have Binance's magnitude and never collide. */
const ID_RANGES: Readonly<Record<keyof Counters, { readonly first: number; readonly perSymbol: number }>> = {
  order: { first: 10_000_000_000, perSymbol: 100_000_000 },
  algoOrder: { first: 1_000_000_000_000_000, perSymbol: 1_000_000_000 },
  trade: { first: 1_000_000_000, perSymbol: 100_000_000 },
  income: { first: 100_000_000_000_000, perSymbol: 1_000_000_000 },
}

export interface Numbered {
  readonly record: SymbolRecord
  readonly id: number
}

/** The next id of a kind; the counter lives in the record, so a replayed request gets the same one. */
export function nextId(record: SymbolRecord, kind: keyof Counters): Numbered {
  const count = record.counters[kind] + 1
  const range = ID_RANGES[kind]
  return {
    record: { ...record, counters: { ...record.counters, [kind]: count } },
    id: range.first + record.idBase * range.perSymbol + count,
  }
}

/** Whether the market cannot change this record: no step needs to be looked at. */
export const isIdle = (record: SymbolRecord): boolean =>
  record.orders.length === 0 && record.algoOrders.length === 0 && isFlat(record)

export const withOrder = (record: SymbolRecord, order: OrderRecord): SymbolRecord => ({
  ...record,
  orders: ordersWith(record.orders, order),
})

export const withAlgoOrder = (record: SymbolRecord, algo: AlgoOrderRecord): SymbolRecord => ({
  ...record,
  algoOrders: algosWith(record.algoOrders, algo),
})
