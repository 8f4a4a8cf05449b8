import { ownerOf } from '#domain/identity.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import type { Cancellation } from './faulty-wire.ts'
import { type Find, face, nameOf } from './findings.ts'
import type { Round } from './watch.ts'

/** How many whole ticks an order of a closed position may stand in the book of a later one. */
const ticks = 2

/**
 * One position of ours leaves the others alone: no cancellation for one ends an order of another open one, no exit of
 * one sells another, no stop of one stays in another's book.
 */
export function laterUntouched(
  ledger: VenueLedger,
  lives: readonly PositionLifetime[],
  cancellations: readonly Cancellation[],
  whole: readonly Round[],
  find: Find,
): void {
  const orders = new Map(ledger.orders.map(order => [order.orderId, order]))
  const algos = new Map(ledger.algoOrders.map(algo => [algo.algoId, algo]))
  const ownerOfOrder = (orderId: number) => {
    const order = orders.get(orderId)
    return order && ownerOf(algos.get(order.algoId ?? -1)?.clientAlgoId ?? order.clientOrderId)
  }
  for (const life of lives) {
    const until = life.closedAt ?? ledger.until
    const during = (at: number) => at >= life.openedAt && at < until
    const trades = ledger.trades.filter(({ time }) => time >= life.openedAt && time <= until)
    const opener = trades[0] && ownerOfOrder(trades[0].orderId)
    if (opener?.purpose !== 'entry') continue
    const own = opener.positionId
    for (const { orderId, time } of trades) {
      const owner = ownerOfOrder(orderId)
      if (owner && owner.positionId !== own && time > life.openedAt)
        find(
          'P3',
          `${nameOf(life)} of ${own} was traded by ${owner.purpose} of ${owner.positionId} at ${face(time)}`,
        )
    }
    for (const algo of ledger.algoOrders) {
      const owner = ownerOf(algo.clientAlgoId)
      if (owner?.positionId === own && algo.algoStatus === 'CANCELED') {
        const by = cancellations.find(each => isFor(each, ledger.symbol, algo) && each.madeFor !== own)
        if (by && during(algo.endTime))
          find(
            'P3',
            `${algo.clientAlgoId} of ${nameOf(life)} was cancelled for ${by.madeFor ?? 'no position'} at ${face(by.at)}`,
          )
      }
      if (owner && owner.positionId !== own && during(algo.createTime)) {
        const stoodTo = Math.min(algo.endTime || until, until)
        const passed = whole.filter(tick => tick.from > algo.createTime && tick.to < stoodTo)
        if (passed.length > ticks)
          find(
            'P3',
            `${algo.clientAlgoId} stood in the book of ${nameOf(life)} from ${face(algo.createTime)}`,
          )
      }
    }
  }
}

const isFor = (
  { at, symbol, clientId, book }: Cancellation,
  ledgerSymbol: string,
  algo: { readonly clientAlgoId: string; readonly endTime: number },
): boolean =>
  book === 'algo' &&
  symbol === ledgerSymbol &&
  at === algo.endTime &&
  (clientId === undefined || clientId === algo.clientAlgoId)
