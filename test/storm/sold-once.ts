import { dec, sum } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { State } from '#ports/state.ts'
import type { Find } from './findings.ts'

/**
 * No take-profit sells twice: take-profits and market sales in their place sold no more of a position than its waiting
 * take-profits leave.
 */
export async function soldOnce(ledgers: readonly VenueLedger[], state: State, find: Find): Promise<void> {
  const sales = ledgers.flatMap(({ orders }) =>
    orders.flatMap(({ clientOrderId, executedQty }) => {
      const { purpose, positionId } = ownerOf(clientOrderId) ?? {}
      return purpose === 'rung' || purpose === 'bank' ? [{ positionId, executedQty }] : []
    }),
  )
  for (const [id = '', sold] of Map.groupBy(sales, ({ positionId }) => positionId)) {
    const { entryQuantity = 0, rungs = [] } = (await state.positions.read(id))?.item ?? {}
    const waiting = sum(rungs.filter(rung => rung.state === 'waiting').map(rung => rung.quantity))
    const sent = dec(entryQuantity).minus(waiting)
    const taken = sum(sold.map(({ executedQty }) => dec(executedQty)))
    if (taken.gt(sent))
      find('P2', `take-profits of ${id} sold ${taken.toFixed()}, those that were sent are ${sent.toFixed()}`)
  }
}
