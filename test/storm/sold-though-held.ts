import type { JournalName } from '#domain/events/journal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { State } from '#ports/state.ts'
import { type Find, face } from './findings.ts'

/** How long a list may be outdated, so that a stop that just took effect is missing in it. */
const shownLateMs = 30_000

/** No position is sold for want of a stop while one stood for long, visible to every look. */
export async function soldThoughHeld(
  ledgers: readonly VenueLedger[],
  state: State,
  find: Find,
): Promise<void> {
  const exits = ledgers.flatMap(ledger =>
    ledger.orders.flatMap(({ clientOrderId, time }) => {
      const { purpose, positionId } = ownerOf(clientOrderId) ?? {}
      return purpose === 'close' && positionId ? [{ ledger, clientOrderId, time, positionId }] : []
    }),
  )
  for (const { ledger, clientOrderId, time, positionId } of exits) {
    const told = (await state.journal.read(positionId)).find(
      ({ event, clientId }) => event === ('close-sent' satisfies JournalName) && clientId === clientOrderId,
    )
    if (told?.reason !== 'unprotectable') continue
    const stood = ledger.algoOrders.find(
      ({ clientAlgoId, orderType, createTime, endTime, ignoredTime, fault }) =>
        ownerOf(clientAlgoId)?.positionId === positionId &&
        orderType === 'STOP_MARKET' &&
        createTime < time - shownLateMs &&
        (endTime === 0 || endTime >= time) &&
        ignoredTime === undefined &&
        fault?.hidden === undefined,
    )
    if (stood)
      find(
        'P6',
        `${positionId} was sold at ${face(time)} as if no stop could stand; ${stood.clientAlgoId} stood since ${face(stood.createTime)}`,
      )
  }
}
