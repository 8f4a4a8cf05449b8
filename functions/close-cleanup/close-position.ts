import { closingFor } from '#domain/intentions.ts'
import type { CloseMessage } from '#domain/messages.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { isAskedToWait, isUnknownSymbol } from '#exchange/failure.ts'
import { abandonEntry } from '#protection/abandon.ts'
import { letTheWatchAskFirst } from '#protection/after-ban.ts'
import { completeEntry } from '#protection/complete-entry.ts'
import { type Desk, type HeldPosition, holding, PositionBusy } from '#protection/desk.ts'
import { awaitEntry } from '#protection/resolve-entry.ts'
import { settleSlot } from '#protection/settle.ts'
import type { Notify } from '#runtime/notices.ts'
import { workBesideLease } from './beside-lease.ts'
import { emptyBooks } from './empty-books.ts'
import { flatten, provenQuantity } from './flatten.ts'
import { recordResult } from './result.ts'
import { settleUnlisted } from './unlisted.ts'

export interface CloseDesk extends Desk {
  readonly notify: Notify
  /** Who holds the lease: this invocation. */
  readonly holder: string
  /** Of a close that comes from the queue: how long another writer is waited for, in ms. The watch does not wait. */
  readonly waitMs?: number
}

const { lease: leaseMs } = timing.functions.closeCleanup

/** Between two attempts to get the lease. */
const betweenLeases = 500

/**
 * Gets a position flat, both order books of its symbol empty and its result recorded, in this order: stops
 * stay until there is nothing left to protect. May be called again at any point, and goes on from there. While the
 * exchange asks to wait it sells, and leaves the proof and the cleaning to a later look.
 */
export async function closePosition(desk: CloseDesk, { positionId, reason }: CloseMessage): Promise<void> {
  // The look closes it too, if its message was sent before.
  if (desk.waitMs !== undefined) letTheWatchAskFirst(desk, `closePosition ${positionId}`)
  const whenBusy = () => workBesideLease(desk, positionId, reason)
  await holdingPatiently(desk, positionId, whenBusy, async held => {
    try {
      await close(desk, held, reason)
    } catch (error) {
      if (!isAskedToWait(error) || !isTheWatchs(held.position, reason)) throw error
      desk.telemetry.info('close-waits', { positionId, symbol: held.position.symbol, ...error.rest })
    }
  })
}

/** Whether the watch asks for this close again at every look, whoever asked for it first. */
const isTheWatchs = ({ state }: Position, reason: CloseReason): boolean =>
  state === 'closing' || (state === 'open' && reason === 'external')

async function close(desk: CloseDesk, held: HeldPosition, reason: CloseReason): Promise<void> {
  if (await isClosed(desk, held, reason)) await handBack(desk, held.position)
}

async function isClosed(desk: CloseDesk, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  try {
    return await closeOnExchange(desk, held, reason)
  } catch (error) {
    if (!isUnknownSymbol(error)) throw error
    return settleUnlisted(desk, held)
  }
}

async function closeOnExchange(desk: CloseDesk, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  if (!(await mayClose(desk, held, reason))) return false
  if (held.position.state !== 'closed') {
    if (held.position.state !== 'closing') await begin(desk, held, reason)
    await flatten(desk, held)
    await emptyBooks(desk, held)
    await recordResult(desk, held)
  }
  return true
}

/**
 * Takes the lease as soon as whoever has it gives it back; throws `PositionBusy` when that takes too long. What
 * cannot wait is done once before.
 */
async function holdingPatiently(
  desk: CloseDesk,
  id: string,
  whenBusy: () => Promise<void>,
  work: (held: HeldPosition) => Promise<void>,
): Promise<void> {
  const { holder, clock, waitMs = 0 } = desk
  const until = clock.now() + waitMs
  for (let attempt = 1; ; attempt++) {
    try {
      return await holding(desk, { id, holder, leaseMs }, work)
    } catch (error) {
      if (!(error instanceof PositionBusy)) throw error
      if (attempt === 1) await whenBusy()
      if (clock.now() >= until) throw error
      await clock.sleep(betweenLeases)
    }
  }
}

/** Whether there is a position to close, and whether it is one to close for this reason. */
async function mayClose(desk: CloseDesk, held: HeldPosition, reason: CloseReason): Promise<boolean> {
  const { state, id } = held.position
  switch (state) {
    case 'abandoned':
      return false
    case 'entering':
      return findEntry(desk, held)
    case 'open': {
      if (reason !== 'external') return true
      // Whoever saw nothing open may have looked before the fill was shown.
      const open = await provenQuantity(desk, held.position)
      if (!open.isZero()) desk.telemetry.warn('close-withdrawn', { positionId: id, open: open.toFixed() })
      return open.isZero()
    }
    case 'closing':
    case 'closed':
      return true
    default:
      return state satisfies never
  }
}

/** An entry may still be on its way: nothing is flat for good before it is found, or past its fence. */
async function findEntry(desk: CloseDesk, held: HeldPosition): Promise<boolean> {
  const fate = await awaitEntry(desk, held.position)
  if (fate.fate === 'unknown')
    throw new Error(`The entry of ${held.position.id} could not be resolved yet; it is closed later`)
  if (fate.fate === 'filled') {
    await completeEntry(desk, held, fate)
    return true
  }
  await abandonEntry(desk, held, { reason: 'superseded', detail: 'it was closed before it was filled' })
  return false
}

async function begin(desk: CloseDesk, held: HeldPosition, reason: CloseReason): Promise<void> {
  await held.write(closingFor(held.position, reason, desk.clock.now()))
  held.note('closing', { reason })
  if (reason === 'emergency') desk.telemetry.count('EmergencyClose')
}

/** Tells of an emergency and gives the slot back; a position whose slot is gone was dealt with before. */
async function handBack(desk: CloseDesk, position: Position): Promise<void> {
  const { id, symbol, closing } = position
  const { slots } = (await desk.state.account.read()).item
  if (slots[symbol]?.positionId !== id) return
  if (closing?.reason === 'emergency') await tellOfEmergency(desk, position)
  await settleSlot(desk.state.account, position, desk.clock.now())
  desk.telemetry.info('slot-settled', { positionId: id, symbol })
}

/** Only once the position is flat: a topic that is slow or away must not keep it from being closed. */
async function tellOfEmergency(desk: CloseDesk, position: Position): Promise<void> {
  const { id, symbol, side, source, protection, closing, result } = position
  try {
    await desk.notify(`Emergency close of ${symbol}`, {
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
    // The metric has raised the alarm already; the slot is worth more than a second notice.
    desk.telemetry.error('notice-failed', error, { positionId: id, symbol })
  }
}
