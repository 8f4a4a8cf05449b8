import { expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import { heldPositions, positionOf, positionSideOf } from '#paper/core/positions.ts'
import type { SymbolRecord } from '#paper/records.ts'
import type { Bench } from '../builder.ts'
import type { Mode } from './acts.ts'

/**
 * Whatever is sent and however the market moves:
 * 1. wallet = deposit + realised PnL − fees + funding + clearance, and the books' lines add up to the same;
 * 2. no order executes more than it asked for, and its trades are its execution;
 * 3. at most one closePosition stop and one closePosition take-profit per direction are live;
 * 4. a reduce-only order never turns or opens a position;
 * 5. prices lie on the tick, quantities on the step;
 * 6. closed is closed: no order is both live and in the history, no id is given twice;
 * 7. hedge mode's sides keep their direction;
 * 8. closePosition orders and resting reduce-only orders live only beside a position that they close.
 */

export interface Seen {
  readonly record: SymbolRecord
  readonly ledger: VenueLedger
  readonly wallet: string
}

export async function look(of: Bench): Promise<Seen> {
  const ledger = await of.venue.ledger('BTCUSDT')
  const wallet = (await of.send('GET', '/v3/account')).body.totalWalletBalance
  const record = (await of.store.symbols(['BTCUSDT'])).get('BTCUSDT')?.value
  if (record === undefined) throw new Error('Expected the symbol to have been touched')
  return { record, ledger, wallet }
}

export function walletAddsUp({ ledger, wallet }: Seen): void {
  const parts = [
    '10000',
    ...ledger.trades.flatMap(trade => [trade.realizedPnl, dec(trade.commission).negated()]),
    ...ledger.income.map(each => each.income),
  ]
  expect(wallet).toBe(sum(parts).toFixed(8))
}

export function ordersExecuteTheirTrades({ ledger }: Seen): void {
  for (const order of ledger.orders) {
    const traded = sum(ledger.trades.filter(trade => trade.orderId === order.orderId).map(trade => trade.qty))
    expect(order.executedQty).toBe(traded.toFixed())
    expect(traded.lte(order.origQty)).toBe(true)
  }
}

export function closePositionIsUnique({ record }: Seen): void {
  const kinds = record.algoOrders
    .filter(algo => algo.closePosition)
    .map(
      algo =>
        `${algo.side} ${positionSideOf(algo)} ${algo.orderType.startsWith('TAKE') ? 'take-profit' : 'stop'}`,
    )
  expect(new Set(kinds).size).toBe(kinds.length)
}

export function reduceOnlyReduces({ ledger }: Seen): void {
  const reducing = new Set(ledger.orders.filter(order => order.reduceOnly).map(order => order.orderId))
  for (const trades of Map.groupBy(ledger.trades, positionSideOf).values()) {
    let held = dec(0)
    for (const trade of trades) {
      const after = dec(trade.positionAfter)
      if (reducing.has(trade.orderId)) {
        expect(after.abs().lt(held.abs())).toBe(true)
        expect(after.isZero() || after.isPositive() === held.isPositive()).toBe(true)
      }
      held = after
    }
  }
}

/** In hedge mode the long position is never short and the short one never long, and no order is one-way. */
export function sidesAreKept({ record, ledger }: Seen, mode: Mode): void {
  expect(ledger.orders.every(order => (positionSideOf(order) === 'BOTH') === (mode === 'one-way'))).toBe(true)
  for (const { side, position } of heldPositions(record))
    if (side !== 'BOTH') expect(dec(position.quantity).isPositive()).toBe(side === 'LONG')
}

export function everythingFitsTheFilters({ ledger }: Seen): void {
  for (const trade of ledger.trades) {
    expect(dec(trade.price).mod('0.1').isZero()).toBe(true)
    expect(dec(trade.qty).mod('0.001').isZero()).toBe(true)
  }
}

export function idsAreGivenOnce({ ledger }: Seen): void {
  for (const ids of [
    ledger.orders.map(order => order.orderId),
    ledger.algoOrders.map(algo => algo.algoId),
    ledger.trades.map(trade => trade.id),
  ])
    expect(new Set(ids).size).toBe(ids.length)
}

/** A triggered closePosition order on its way may find its position closed; it expires at the next step. */
export function exitsLiveWithTheirPosition({ record }: Seen): void {
  const exits = [
    ...record.algoOrders.filter(algo => algo.closePosition && algo.algoStatus === 'NEW'),
    ...record.orders.filter(order => order.reduceOnly),
  ]
  for (const exit of exits) {
    const { quantity } = positionOf(record, positionSideOf(exit))
    const closing = dec(quantity).isPositive() ? 'SELL' : 'BUY'
    expect([quantity === '0', exit.side]).toEqual([false, closing])
  }
}
