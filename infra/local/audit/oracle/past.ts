import { type Dec, dec } from '#domain/decimal.ts'
import { type Case, lesser, ownerOf, taker } from './cases.ts'
import type { Wishes } from './wishes.ts'

/** What an admission is judged by beside itself. */
export interface Past {
  /** Every position that was opened here. */
  readonly known: readonly Known[]
  /** Every position there was, and when it ended. */
  readonly lives: readonly { readonly symbol: string; readonly closedAt: number | undefined }[]
}

/** A position that may be long gone, as far as others are judged by it. */
export interface Known extends Pick<Case, 'id' | 'name' | 'symbol' | 'sign' | 'leverage' | 'wished'> {
  readonly life: Pick<Case['life'], 'openedAt' | 'closedAt' | 'netPnl'>
  /** What it made and paid, and when. */
  readonly movements: readonly { readonly at: number; readonly net: Dec }[]
  /** What it may lose at most, positive. */
  readonly worst: Dec
  /** Undefined without a leverage that was confirmed. */
  readonly margin: Dec | undefined
  /** What the conditional order was for that ended it; empty where none did. */
  readonly endedBy: string
}

export function knownOf(wishes: Wishes, of: Case): Known {
  const { id, name, symbol, sign, leverage, wished, trades, orders, ledger } = of
  const { openedAt, closedAt, netPnl, entryPrice, entryQuantity } = of.life
  const until = closedAt ?? ledger.until
  const income = ledger.income.filter(({ time }) => time >= openedAt && time <= until)
  const movements = [
    ...trades.map(trade => ({ at: trade.time, net: dec(trade.realizedPnl).minus(trade.commission) })),
    ...income.map(each => ({ at: each.time, net: dec(each.income) })),
  ]
  const last = orders.find(({ orderId }) => orderId === trades.at(-1)?.orderId)
  const algo = ledger.algoOrders.find(({ algoId }) => algoId === last?.algoId)
  return {
    ...{ id, name, symbol, sign, leverage, wished, movements },
    life: { openedAt, closedAt, netPnl },
    worst: worstOf(wishes, of),
    margin: leverage === undefined ? undefined : entryPrice.times(entryQuantity).div(leverage),
    endedBy: ownerOf(algo?.clientAlgoId ?? '')?.purpose ?? '',
  }
}

/** The emergency level and a taker round trip, of what was filled; never more than was planned. */
export function worstOf(wishes: Wishes, { entry, leverage, wished }: Case): Dec {
  const filled = dec(entry.executedQty)
  const notional = lesser(filled.times(entry.price), dec(entry.cumQuote))
  const emergency = wished?.emergency ?? wishes.emergency
  return notional
    .times(emergency)
    .div(leverage ?? wishes.leverage)
    .plus(notional.times(taker).times(2))
}
