import { type Dec, dec } from '#domain/decimal.ts'
import { type Case, lesser, ownerOf, taker } from './cases.ts'
import type { Wishes } from './wishes.ts'

/** What admission depends on besides the position itself. */
export interface Past {
  /** Every position opened here. */
  readonly known: readonly Known[]
  /** Every position at all, and when it ended. */
  readonly lives: readonly { readonly symbol: string; readonly closedAt: number | undefined }[]
}

/** A position, perhaps long gone, as far as the judgement of others needs it. */
export interface Known extends Pick<Case, 'id' | 'name' | 'symbol' | 'sign' | 'leverage' | 'wished'> {
  readonly life: Pick<Case['life'], 'openedAt' | 'closedAt' | 'netPnl'>
  /** Its results and costs, and their times. */
  readonly movements: readonly { readonly at: number; readonly net: Dec }[]
  /** What it may lose at most, positive. */
  readonly worst: Dec
  /** Undefined without a confirmed leverage. */
  readonly margin: Dec | undefined
  /** Purpose of the conditional order that ended it, as the letter in its client id; empty if none did. */
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

/** The emergency level and a taker round trip, on the filled quantity; never more than planned. */
export function worstOf(wishes: Wishes, { entry, leverage, wished }: Case): Dec {
  const filled = dec(entry.executedQty)
  const notional = lesser(filled.times(entry.price), dec(entry.cumQuote))
  const emergency = wished?.emergency ?? wishes.emergency
  return notional
    .times(emergency)
    .div(leverage ?? wishes.leverage)
    .plus(notional.times(taker).times(2))
}
