import { ownerOf, type Purpose } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import type { StoredEntry } from '#ports/state.ts'
import type { Fill, FillKind, PicturedTrade, TakeProfit } from '../../../pictures/pictured.ts'
import { tradeBy } from '../run-figures.ts'
import { stopSteps } from './stop-steps.ts'

/** A closed position for drawing: its levels from its journal, its fills from the venue's books. */
export function tradeStory(
  position: Position,
  life: PositionLifetime,
  ledger: VenueLedger,
  journal: readonly StoredEntry[],
): PicturedTrade | undefined {
  const trade = tradeBy(position, life)
  if (!trade) return undefined
  const ends = life.closedAt ?? ledger.until
  return {
    ...trade,
    id: position.id,
    openedAt: life.openedAt,
    closedAt: ends,
    quantity: life.entryQuantity.toFixed(),
    entryPrice: life.entryPrice.toDecimalPlaces(8).toFixed(),
    exitPrice: (life.exitPrice ?? life.entryPrice).toDecimalPlaces(8).toFixed(),
    stops: stopSteps(journal),
    takeProfits: takeProfitsOf(position.id, ledger, ends),
    fills: fillsOf(ledger, life.openedAt, ends),
  }
}

const takeProfitsOf = (id: string, { algoOrders }: VenueLedger, ends: number): readonly TakeProfit[] =>
  algoOrders.flatMap(({ clientAlgoId, algoStatus, createTime, endTime, triggerPrice, quantity }) => {
    const owner = ownerOf(clientAlgoId)
    if (owner?.positionId !== id || owner.purpose !== 'rung' || algoStatus === 'REJECTED') return []
    return [{ at: createTime, until: endTime || ends, price: triggerPrice, quantity }]
  })

const kinds: Readonly<Record<Purpose, FillKind>> = {
  entry: 'entry',
  primary: 'stop',
  backup: 'stop',
  bridge: 'stop',
  rung: 'take-profit',
  bank: 'take-profit',
  close: 'close',
}

function fillsOf({ trades, orders }: VenueLedger, from: number, to: number): readonly Fill[] {
  const clientIds = new Map(orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]))
  return trades
    .filter(({ time }) => time >= from && time <= to)
    .map(({ orderId, time, price, qty }) => {
      const owner = ownerOf(clientIds.get(orderId) ?? '')
      return { at: time, kind: owner ? kinds[owner.purpose] : 'other', price, quantity: qty }
    })
}
