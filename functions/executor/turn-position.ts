import { hash } from 'node:crypto'
import type { EntrySignal, Refusal } from '#domain/admission.ts'
import type { CloseMessage } from '#domain/messages.ts'
import { oppositeOf, turns } from '#domain/opposite.ts'
import type { CloseReason } from '#domain/position.ts'
import type { Signal } from '#domain/signal.ts'
import type { Queue } from '#ports/queue.ts'
import type { Slot, StoredPosition } from '#ports/state.ts'
import type { EntryContext } from './entry-context.ts'
import { refuse } from './refuse.ts'

export interface TurnContext extends EntryContext {
  readonly closeQueue: Queue
}

export type Turned =
  /** Its close has been asked for; the signal that flips it is entered once it is flat. */
  { readonly opened: 'turned'; readonly positionId: string } | ({ readonly opened: 'refused' } & Refusal)

/**
 * What an opposite signal does to the open position on its symbol if its source is set to do more than warn.
 * Undefined if no such position is open: the signal is then an entry like any other. A flip is written beside the
 * position before its close begins. Close-cleanup hands it on once the position is proven flat: one order never does
 * both.
 */
export async function turnPosition(context: TurnContext, signal: EntrySignal): Promise<Turned | undefined> {
  const opposite = oppositeOf(context.configuration.sources, signal.source)
  if (opposite === 'warn') return undefined
  const slot = await slotOf(context, signal)
  const stored = slot && (await context.state.positions.read(slot.positionId))
  if (!slot || !stored) return undefined
  const { positionId, side } = slot
  if (!turns(signal, { side, ...(stored.flip && { flipsAt: stored.flip.signal.at }) }, opposite))
    return undefined
  if (signal.at <= stored.item.signalAt)
    return { opened: 'refused', reason: 'superseded', detail: `${positionId} was opened by a later signal` }
  if (opposite === 'flip') {
    const written = await writeFlip(context, signal, { positionId, stored })
    if (written !== 'written') return written
  }
  await closeFor(context, signal, { positionId, reason: opposite === 'flip' ? 'flip' : 'opposite' })
  return { opened: 'turned', positionId }
}

/** A position that is over frees its slot in a moment; the signal is then an entry like any other. */
async function writeFlip(
  context: TurnContext,
  signal: EntrySignal,
  { positionId, stored: { flip } }: { readonly positionId: string; readonly stored: StoredPosition },
): Promise<'written' | Turned | undefined> {
  const { state, clock } = context
  const answer = await state.positions.wishFlip(positionId, { v: 1, signal, at: clock.now() })
  if (answer === 'over') {
    await untilFree(context, signal, positionId)
    return undefined
  }
  if (answer === 'later')
    return { opened: 'refused', reason: 'superseded', detail: `a later signal flips ${positionId}` }
  if (flip && flip.signal.id !== signal.id)
    await refuse(context, flip.signal, {
      reason: 'superseded',
      detail: `a later ${signal.action} arrived for ${signal.symbol} before ${positionId} was flat`,
    })
  return answer
}

/**
 * Asks for a position to be closed. The request is recorded before its message is sent: even if the message
 * is lost, the next look at the position closes it.
 */
export async function closeFor(
  { state, clock, telemetry, closeQueue }: TurnContext,
  { id: signalId, symbol, source }: Signal,
  { positionId, reason }: { readonly positionId: string; readonly reason: CloseReason },
): Promise<void> {
  if (!(await state.positions.wishClose(positionId, { reason, at: clock.now(), signalId })))
    throw new Error(`The slot of ${symbol} names ${positionId}, but there is no such item to close`)
  await requestClose(closeQueue, signalId, { v: 1, positionId, reason })
  telemetry.info('close-requested', { positionId, symbol, source, reason })
}

/**
 * One message for each signal that asks for the close: an earlier request may have been withdrawn, and the
 * queue remembers each message's id for minutes.
 */
export async function requestClose(
  closeQueue: Queue,
  signalId: string,
  message: CloseMessage,
): Promise<void> {
  const deduplicationId = hash('sha256', signalId, 'hex')
  await closeQueue.send(message, { group: message.positionId, deduplicationId })
}

const slotOf = async ({ state }: TurnContext, { symbol }: Signal): Promise<Slot | undefined> =>
  (await state.account.read()).item.slots[symbol]

/** Close-cleanup frees the slot milliseconds after the position is over; if it died there, the next tick frees it. */
const pausesMs = [50, 200, 500, 1_000]

async function untilFree(context: TurnContext, signal: Signal, positionId: string): Promise<void> {
  for (const pause of pausesMs) {
    await context.clock.sleep(pause)
    if ((await slotOf(context, signal))?.positionId !== positionId) return
  }
  throw new Error(
    `${positionId} on ${signal.symbol} is closed, and its slot not yet free; the signal is tried again`,
  )
}
