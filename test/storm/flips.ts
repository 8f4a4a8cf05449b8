import { ownerOf, positionIdOf } from '#domain/identity.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { State } from '#ports/state.ts'
import type { Find } from './findings.ts'

/** No flip is forgotten: once its position is flat, its signal is entered, or rejected with a verdict. */
export async function flipsCarriedOn(
  ledgers: readonly VenueLedger[],
  state: State,
  now: number,
  find: Find,
): Promise<void> {
  const ids = ledgers
    .flatMap(({ orders }) => orders)
    .flatMap(({ clientOrderId }) => ownerOf(clientOrderId)?.positionId ?? [])
  for (const id of new Set(ids)) {
    const stored = await state.positions.read(id)
    if (!stored?.flip) continue
    const { signal } = stored.flip
    const verdict = await state.signals.read(signal.id, now)
    const entered = await state.positions.read(positionIdOf(signal.id))
    if (!entered && verdict?.verdict !== 'refused')
      find(
        'P9',
        `${signal.id} flips ${id}, which is ${stored.item.state}, and was neither entered nor refused`,
      )
  }
}
