import { closingFor } from '#domain/intentions.ts'
import type { CloseMessage } from '#domain/messages.ts'
import { type Desk, type HeldPosition, holding } from '#protection/desk.ts'
import type { Notify } from '#runtime/notices.ts'
import { emptyBooks } from './empty-books.ts'
import { flatten } from './flatten.ts'
import { recordResult } from './result.ts'
import { settleSlot } from './settle.ts'

export interface CloseDesk extends Desk {
  readonly notify: Notify
  /** Who holds the lease: this invocation. */
  readonly holder: string
}

/** Longer than close-cleanup's timeout of 40 s. */
const leaseMs = 45_000

/**
 * Gets a position flat, both order books of its symbol empty and its result recorded, in this order: stops
 * stay until there is nothing left to protect. May be called again at any point, and goes on from there.
 */
export async function closePosition(desk: CloseDesk, { positionId, reason }: CloseMessage): Promise<void> {
  await holding(desk, { id: positionId, holder: desk.holder, leaseMs }, async held => {
    const { state, symbol } = held.position
    if (state === 'abandoned') return
    if (state !== 'closed') {
      if (state !== 'closing') await begin(desk, held, reason)
      await flatten(desk, held)
      await emptyBooks(desk, held)
      await recordResult(desk, held)
    }
    await settleSlot(desk.state.account, held.position, desk.clock.now())
    desk.telemetry.info('slot-settled', { positionId, symbol })
  })
}

async function begin(desk: CloseDesk, held: HeldPosition, reason: CloseMessage['reason']): Promise<void> {
  await held.write(closingFor(held.position, reason, desk.clock.now()))
  held.note('closing', { reason })
  if (reason !== 'emergency') return
  const { id, symbol, side, source, protection } = held.position
  desk.telemetry.count('EmergencyClose')
  await desk.notify(`Emergency close of ${symbol}`, {
    what: 'The position lost more than its stop allows and is being closed at market.',
    positionId: id,
    symbol,
    side,
    source,
    stopLevel: protection.level,
    at: new Date(desk.clock.now()).toISOString(),
  })
}
