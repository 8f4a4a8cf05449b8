import type { Refusal } from '#domain/admission.ts'
import type { CloseMessage } from '#domain/messages.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { HeldPosition, Invocation } from '#ports/context.ts'
import { isAskedToWait, isUnknownSymbol } from '#ports/exchange-error.ts'
import type { Notify } from '#ports/notices.ts'
import { letTheWatchAskFirst } from '#position/after-ban.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { awaitEntry } from '#position/resolve-entry.ts'
import { settleSlot } from '#position/settle.ts'
import { workBesideLease } from './beside-lease.ts'
import { emptyBooks } from './empty-books.ts'
import { flatten, provenQuantity } from './flatten.ts'
import { type HandingContext, handOn } from './hand-on.ts'
import { recordResult } from './result.ts'
import { settleUnlisted } from './unlisted.ts'

export interface CloseContext extends HandingContext, Pick<Invocation, 'configuration' | 'holder'> {
  readonly notify: Notify
  /** How long to wait for another writer; the watch waits less, because its next tick asks for the close again. */
  readonly toldBy: ToldBy
}

export type ToldBy = 'queue' | 'watch'

const { lease: leaseMs, busy } = timing.functions.closeCleanup
const closedBefore: Refusal = { reason: 'superseded', detail: 'it was closed before it was filled' }

/**
 * Makes a position flat, empties both order books of its symbol and records its result, in this order: stops stay
 * until nothing is left to protect. Safe to call again at any point; it goes on from there. While the exchange asks
 * to wait it still sells, and leaves proof and cleaning to a later look.
 */
export async function closePosition(
  context: CloseContext,
  { positionId, reason }: CloseMessage,
): Promise<void> {
  // The next look closes the position too, if the message was sent before.
  if (context.toldBy === 'queue') letTheWatchAskFirst(context, `closePosition ${positionId}`)
  const whenBusy = () => workBesideLease(context, positionId, reason)
  await holdingPatiently(context, positionId, whenBusy, async held => {
    try {
      await close(context, held, reason)
    } catch (error) {
      if (!isAskedToWait(error) || !isTheWatchs(held.position, reason)) throw error
      context.telemetry.info('close-waits', { positionId, symbol: held.position.symbol, ...error.rest })
    }
  })
}

/** Whether the watch asks for this close again at every look, whichever function asked first. */
const isTheWatchs = ({ state }: Position, reason: CloseReason): boolean =>
  state === 'closing' || (state === 'open' && reason === 'external')

async function close(context: CloseContext, held: HeldPosition, reason: CloseReason): Promise<void> {
  const closed = await isClosed(context, held, reason)
  if (!closed && held.position.state !== 'abandoned') return
  // Done before the slot is freed: while it is taken, the next look comes back to whatever is unfinished.
  const flip = await handOn(context, held)
  if (closed) await giveBack(context, held.position, flip)
}

async function isClosed(context: CloseContext, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  try {
    return await closeOnExchange(context, held, reason)
  } catch (error) {
    if (!isUnknownSymbol(error)) throw error
    return settleUnlisted(context, held)
  }
}

async function closeOnExchange(
  context: CloseContext,
  held: HeldPosition,
  reason: CloseReason,
): Promise<boolean> {
  if (!(await mayClose(context, held, reason))) return false
  if (held.position.state !== 'closed') {
    await beginClosing(context, held, reason)
    await flatten(context, held)
    await emptyBooks(context, held)
    await recordResult(context, held)
  }
  return true
}

/**
 * Takes the lease as soon as its holder gives it back; throws `PositionBusy` if that takes too long. What cannot wait
 * is done once, before the waiting.
 */
async function holdingPatiently(
  context: CloseContext,
  id: string,
  whenBusy: () => Promise<void>,
  work: (held: HeldPosition) => Promise<void>,
): Promise<void> {
  const { holder, clock, toldBy } = context
  const until = clock.now() + busy[toldBy]
  for (let attempt = 1; ; attempt++) {
    try {
      return await holding(context, { id, holder, leaseMs }, work)
    } catch (error) {
      if (!(error instanceof PositionBusy)) throw error
      if (attempt === 1) await whenBusy()
      if (clock.now() >= until) throw error
      await clock.sleep(busy.apart)
    }
  }
}

/** Whether there is a position to close, and whether this reason may close it. */
async function mayClose(context: CloseContext, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  const { state, id, symbol } = held.position
  switch (state) {
    case 'abandoned':
      return false
    case 'entering':
      return findEntry(context, held, reason)
    case 'open': {
      if (reason !== 'external') return true
      // The function that saw nothing open may have looked before the fill showed.
      const open = await provenQuantity(context, held.position)
      if (!open.isZero())
        context.telemetry.warn('close-withdrawn', { positionId: id, symbol, open: open.toFixed() })
      return open.isZero()
    }
    case 'closing':
    case 'closed':
      return true
    default:
      return state satisfies never
  }
}

/** An entry may still be under way: the position is flat for good only once the entry is found, or past its fence. */
async function findEntry(context: CloseContext, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  const outcome = await awaitEntry(context, held.position)
  const end = await concludeEntry(
    context,
    held,
    outcome.entry === 'never' ? { ...outcome, refusal: closedBefore } : outcome,
    reason,
  )
  if (end.entry === 'unknown')
    throw new Error(`The entry of ${held.position.id} could not be resolved yet; it is closed later`)
  return end.entry === 'close'
}

/** Reports an emergency and frees the slot; a position without a slot was dealt with before. */
async function giveBack(context: CloseContext, position: Position, flip: string | undefined): Promise<void> {
  const { id, symbol, closing } = position
  const { slots } = (await context.state.account.read()).item
  if (slots[symbol]?.positionId !== id) return
  if (closing?.reason === 'emergency') await tellOfEmergency(context, position)
  await settleSlot(context, position, context.clock.now(), flip)
  context.telemetry.info('slot-settled', { positionId: id, symbol })
}

/** Only once the position is flat: a slow or unreachable topic must not keep it from being closed. */
async function tellOfEmergency(context: CloseContext, position: Position): Promise<void> {
  const { id, symbol, side, source, protection, closing, result } = position
  try {
    await context.notify(`Emergency close of ${symbol}`, {
      what: 'The position lost more than its stop allows and was closed at market.',
      positionId: id,
      symbol,
      side,
      source,
      stopLevel: protection.level,
      decidedAt: closing && new Date(closing.at).toISOString(),
      netPnl: result?.provisional ? 'not known yet' : result?.netPnl,
    })
  } catch (error) {
    // The metric has already raised the alarm; freeing the slot matters more than a second notice.
    context.telemetry.error('notice-failed', error, { positionId: id, symbol })
  }
}
