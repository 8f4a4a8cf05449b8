import { dec } from '#domain/decimal.ts'
import { LIQUIDATION_PREFIX } from '../core/liquidation.ts'
import {
  type AlgoOrderRecord,
  entriesOf,
  type LedgerEntry,
  type OrderRecord,
  type SymbolRecord,
  type TradeRecord,
} from '../records.ts'
import { algoStory } from './algo-story.ts'
import type { AccountChange, Happening } from './happening.ts'
import { ownBook } from './own-book.ts'

/** Takes the ledger's lines about orders one by one, and tells each event of an order in turn. */
export interface OrderStory {
  traded(trade: TradeRecord, account: AccountChange): void
  ended(order: OrderRecord): void
  endedAlgo(algo: AlgoOrderRecord): void
  /** Tells the changes of live orders in the later record, which no line mentions. */
  standing(): void
}

export function orderStory(
  before: SymbolRecord,
  after: SymbolRecord,
  lines: readonly LedgerEntry[],
  tell: (happening: Happening) => void,
): OrderStory {
  const ended = entriesOf(lines, 'order').map(line => line.body)
  /** Each order as this save left it. */
  const finals = new Map([...ended, ...after.orders].map(order => [order.orderId, order]))
  const liquidatedAt = new Set(ended.filter(isLiquidation).map(order => order.updateTime))
  const book = ownBook(before.orders)
  const algos = algoStory(before, after, entriesOf(lines, 'algoOrder'), tell)

  const event = (execution: 'NEW' | 'CANCELED' | 'EXPIRED' | 'AMENDMENT', order: OrderRecord, reason = 0) => {
    if (isGone(order)) return
    tell({
      kind: 'order',
      time: order.updateTime,
      execution,
      order,
      open: book.notional(),
      expiryReason: reason,
    })
  }

  /** A new order is told as it was accepted, before any fill. */
  const begin = (final: OrderRecord): void => {
    if (book.has(final.orderId)) return
    if (final.algoId !== undefined) algos.triggered(final.algoId, final.orderId, final.time)
    const { executedQty: _, ...terms } = final
    const accepted: OrderRecord = {
      ...{ ...terms, executedQty: '0', cumQuote: '0' },
      ...{ status: 'NEW', updateTime: final.time },
    }
    book.put(accepted)
    event('NEW', accepted)
  }

  /** A change takes effect at its last update; trades before that are told first. */
  const amend = (final: OrderRecord, until: number): void => {
    const standing = book.get(final.orderId)
    if (standing === undefined || final.updateTime > until) return
    if (standing.price === final.price && standing.origQty === final.origQty) return
    const { price, origQty, updateTime } = final
    const amended = { ...standing, price, origQty, updateTime }
    book.put(amended)
    event('AMENDMENT', amended)
  }

  const story: OrderStory = {
    traded: (trade, account) => {
      const final = finals.get(trade.orderId)
      if (final === undefined) throw new Error(`Expected trade ${trade.id} to be of a known order.`)
      begin(final)
      amend(final, trade.time)
      const order = progressed(book.get(trade.orderId) ?? final, trade)
      book.put(order)
      const execution = isLiquidation(order) ? 'CALCULATED' : 'TRADE'
      tell({ kind: 'fill', time: trade.time, execution, order, open: book.notional(), trade, account })
    },
    ended: order => {
      begin(order)
      amend(order, order.updateTime)
      book.remove(order.orderId)
      if (order.status === 'FILLED') return
      const isCanceled = order.status === 'CANCELED'
      const reason = isCanceled && liquidatedAt.has(order.updateTime) ? 5 : expiryReason(order)
      event(isCanceled ? 'CANCELED' : 'EXPIRED', order, reason)
    },
    endedAlgo: algos.ended,
    standing: () => {
      for (const order of after.orders) {
        begin(order)
        amend(order, Number.POSITIVE_INFINITY)
      }
      algos.standing()
    },
  }
  return story
}

const isLiquidation = (order: OrderRecord): boolean => order.clientOrderId.startsWith(LIQUIDATION_PREFIX)

/** An order that a fault ends without a trace has no event of its end on any stream either. */
const isGone = ({ fault, updateTime }: OrderRecord): boolean =>
  fault?.hidden?.to === Number.MAX_SAFE_INTEGER && updateTime >= fault.hidden.from

function progressed(order: OrderRecord, trade: TradeRecord): OrderRecord {
  const executedQty = dec(order.executedQty).plus(trade.qty)
  return {
    ...order,
    executedQty: executedQty.toFixed(),
    cumQuote: dec(order.cumQuote).plus(trade.quoteQty).toFixed(),
    status: executedQty.gte(order.origQty) ? 'FILLED' : 'PARTIALLY_FILLED',
    updateTime: trade.time,
  }
}

/** Binance's numbers for why an order expired; 0 means no reason. */
function expiryReason({ status, type, timeInForce, reduceOnly }: OrderRecord): number {
  if (status === 'EXPIRED_IN_MATCH') return 1
  if (status !== 'EXPIRED') return 0
  if (type === 'MARKET') return 9
  if (timeInForce === 'IOC') return 2
  return reduceOnly ? 4 : 7
}
