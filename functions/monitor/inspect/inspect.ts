import { type InspectAnswer, lookWeight, type PositionRow } from '#domain/messages.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import {
  type BlindLook,
  isFilled,
  isHeld,
  type Look,
  type Move,
  marketStops,
  nextMove,
  type OpenPosition,
} from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import { leaveAbandoned } from '#protection/abandon.ts'
import { moveDecision } from '#protection/decisions.ts'
import { holding, PositionBusy } from '#protection/desk.ts'
import { lookAgain, ownAlgoOrders } from '#protection/look.ts'
import { protect } from '#protection/protect.ts'
import { followRules } from '#protection/todays-rules.ts'
import { readFunding } from './funding.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { journal } from './journal.ts'
import { rescueEntry } from './rescue-entry.ts'
import { rescueLevel, rescueNaked, rescueStop } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect

/**
 * One look at one position (weight 1). A position that needs nothing is neither leased nor written nor logged;
 * anything else is decided again under the lease, on the position as it then is.
 */
export async function inspect(desk: InspectDesk, row: PositionRow): Promise<InspectAnswer> {
  const close = await inspectPosition(desk, row)
  const { weight } = desk.exchange.drainUsage()
  // Survey tells the usual weight of the looks that it hands out; only what exceeds it makes a line of its own.
  if (weight > lookWeight) desk.telemetry.count('RequestWeight', weight - lookWeight)
  const answer = { v: 1, id: row.id, weight } as const
  return close ? { ...answer, close: { v: 1, positionId: row.id, reason: close } } : answer
}

async function inspectPosition(desk: InspectDesk, row: PositionRow): Promise<CloseReason | undefined> {
  const stored = await desk.state.positions.read(row.id)
  if (!stored) throw new Error(`Slot ${row.symbol} names position ${row.id}, but there is no such item`)
  const position = stored.item
  switch (position.state) {
    case 'entering':
      return rescueEntry(desk, position, row)
    case 'open':
      return watch(desk, position, row, stored.closeWish?.reason)
    case 'closing':
      // Whoever is closing it may be dead, and somebody may have taken its stops away.
      await rescueNaked(desk, position, row.quantity)
      return position.closing?.reason ?? 'external'
    case 'closed': // The slot is still taken: close-cleanup did not get to its end.
      return position.closing?.reason ?? 'external'
    case 'abandoned':
      await leaveAbandoned(desk.state.account, position)
      return undefined
    default:
      return position.state satisfies never
  }
}

async function watch(
  desk: InspectDesk,
  position: Position,
  row: PositionRow,
  wished: CloseReason | undefined,
): Promise<CloseReason | undefined> {
  if (!isFilled(position)) throw new Error(`Position ${position.id} is open but has no entry price`)
  let look: Look
  try {
    look = await lookAt(desk, position, row)
  } catch (error) {
    return closeUnread(desk, position, row, error)
  }
  if (look.quantity !== '0' && marketStops(look).length === 0) desk.telemetry.count('Unprotected')
  const move = nextMove(position, look)
  if (wished && move.move !== 'close') {
    // Whoever was told to close it may never have heard. Danger has its own reason, which does not wait for a lease.
    if (look.quantity !== '0' && marketStops(look).length === 0)
      await rescueStop(desk, position, look.quantity)
    return wished
  }
  if (move.move === 'hold') return undefined
  if (move.move === 'close' || move.move === 'settle') return askToClose(desk, position, look, move)
  try {
    return await act(desk, position.id, look, move.move === 'raise')
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    if (marketStops(look).length === 0) await rescueStop(desk, position, look.quantity)
    else if (!isHeld(position, look)) await rescueLevel(desk, position, look.quantity)
    return undefined
  }
}

/** Danger does not wait for orders that cannot be read; everything else does, and fails with them. */
async function closeUnread(
  desk: InspectDesk,
  position: OpenPosition,
  row: PositionRow,
  failure: unknown,
): Promise<CloseReason> {
  const look: BlindLook = { ...seenIn(row), orders: 'unknown' }
  const move = nextMove(position, look)
  if (move.move !== 'close') throw failure
  desk.telemetry.error('orders-unread', failure, { positionId: position.id, symbol: position.symbol })
  return askToClose(desk, position, look, move)
}

/** Closing is close-cleanup's; why it was asked to is written here. */
async function askToClose(
  desk: InspectDesk,
  position: OpenPosition,
  look: Look | BlindLook,
  move: Extract<Move, { readonly move: 'close' | 'settle' }>,
): Promise<CloseReason> {
  const decision = moveDecision(position, look, move)
  await journal(desk, position.id, { at: desk.clock.now(), event: 'decided', ...decision })
  if (move.move === 'settle') return 'external'
  const { id: positionId, symbol } = position
  desk.telemetry.warn('close-decided', { positionId, symbol, ...move, mark: look.markPrice })
  return move.reason
}

const seenIn = ({ quantity, mark, sentiment }: PositionRow) => ({
  quantity,
  markPrice: mark,
  ...(sentiment && { sentiment }),
})

/** Survey's look and the orders. Where survey saw nothing open, its look may be from before the fill: look again. */
async function lookAt(desk: InspectDesk, position: Position, row: PositionRow): Promise<Look> {
  const seen = seenIn(row)
  if (row.quantity === '0') return lookAgain(desk.exchange, position, { ...seen, orders: [] })
  return { ...seen, orders: await ownAlgoOrders(desk.exchange, position) }
}

async function act(
  desk: InspectDesk,
  id: string,
  look: Look,
  raising: boolean,
): Promise<CloseReason | undefined> {
  return holding(desk, { id, holder: desk.holder, leaseMs }, async held => {
    if (held.position.state !== 'open') return held.position.closing?.reason
    await followRules(desk, held)
    if (raising) await readFunding(desk, held)
    const done = await protect(desk, held, look)
    return done.ended === 'close' ? done.reason : undefined
  })
}
