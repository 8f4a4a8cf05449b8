import type { SymbolRules } from '../rules.ts'
import type { AccountBook } from './account-book.ts'
import { accountEvent } from './account-events.ts'
import { algoEvent } from './algo-events.ts'
import type { AccountChange, Happening } from './happening.ts'
import { orderEvent, tradeLite } from './order-events.ts'
import type { UserEvent } from './user-event.ts'

/** The sources of a happening's events. */
export interface Telling {
  /** When the event is told; ms. */
  readonly E: number
  readonly book: AccountBook
  rulesOf(symbol: string): SymbolRules
  /** The mark price for unrealised profit. */
  markOf(symbol: string): string
}

/**
 * The events of one happening, in Binance's order: for a trade TRADE_LITE first, then the account, then the order.
 * Updates the book to the state after the happening.
 */
export function userEvents(happening: Happening, telling: Telling): readonly UserEvent[] {
  const at = { E: telling.E, T: happening.time }
  switch (happening.kind) {
    case 'order': {
      const { order, execution, open, expiryReason } = happening
      const o = orderEvent(order, { execution, open, expiryReason }, telling.rulesOf(order.symbol))
      return [{ e: 'ORDER_TRADE_UPDATE', ...at, o }]
    }
    case 'fill': {
      const { order, trade, execution, open, account } = happening
      const rules = telling.rulesOf(order.symbol)
      const update: UserEvent = {
        e: 'ORDER_TRADE_UPDATE',
        ...at,
        o: orderEvent(order, { execution, open, trade }, rules),
      }
      const lite: UserEvent = { e: 'TRADE_LITE', ...at, ...tradeLite(order, trade, rules) }
      return [...(execution === 'TRADE' ? [lite] : []), accountUpdate(account, telling), update]
    }
    case 'account':
      return [accountUpdate(happening, telling)]
    case 'algo':
      return [
        { e: 'ALGO_UPDATE', ...at, o: algoEvent(happening.algo, telling.rulesOf(happening.algo.symbol)) },
      ]
    case 'leverage': {
      const { symbol, leverage } = happening.record
      return [{ e: 'ACCOUNT_CONFIG_UPDATE', ...at, ac: { s: symbol, l: leverage } }]
    }
    case 'multiAssets':
      return [{ e: 'ACCOUNT_CONFIG_UPDATE', ...at, ai: { j: happening.isOn } }]
    default:
      return happening satisfies never
  }
}

function accountUpdate(change: AccountChange, telling: Telling): UserEvent {
  const { record, time } = change
  telling.book.put(record)
  const a = accountEvent(change, telling.book, telling.rulesOf(record.symbol), telling.markOf(record.symbol))
  return { e: 'ACCOUNT_UPDATE', E: telling.E, T: time, a }
}
