import { type InspectAnswer, lookWeight, type PositionRow } from '#domain/messages.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { type BlindLook, isCovered, isFilled, isHeld, type Look } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import { isAskedToWait, isUnknownSymbol } from '#exchange/failure.ts'
import { leaveAbandoned } from '#protection/abandon.ts'
import { holding, PositionBusy } from '#protection/desk.ts'
import { lookAgain, ownAlgoOrders } from '#protection/look.ts'
import { protect } from '#protection/protect.ts'
import { followRules } from '#protection/todays-rules.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import { readFunding } from './funding.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { lossAgain, noteBeside, withLossBeside } from './loss-beside.ts'
import { rescueEntry } from './rescue-entry.ts'
import { rescueLevel, rescueNaked, rescueStop } from './rescue-stop.ts'
import { watchBlind } from './watch-blind.ts'

const { lease: leaseMs } = timing.functions.inspect

/** Half of what an address may weigh in a minute: a look that hears of more tells it, whoever asked so much. */
const heavilyUsed = 1_200

/**
 * One look at one position (weight 1). A position that needs nothing is neither leased nor written nor logged;
 * anything else is decided again under the lease, on the position as it then is.
 */
export async function inspect(desk: InspectDesk, row: PositionRow): Promise<InspectAnswer> {
  const close = await whileItMay(desk, row).catch(error => tellUnlisted(desk, row, error))
  const { weight, usedWeightPerMinute: used = 0 } = desk.exchange.drainUsage()
  // Survey tells the usual weight of the looks that it hands out; only what exceeds it makes a line of its own.
  if (weight > lookWeight) desk.telemetry.count('RequestWeight', weight - lookWeight)
  if (used > (weight > lookWeight ? 0 : heavilyUsed)) desk.telemetry.count('UsedWeight', used)
  const answer = { v: 1, id: row.id, weight } as const
  return close ? { ...answer, close: { v: 1, positionId: row.id, reason: close } } : answer
}

/** What the exchange asks to wait with is for a later look; what cannot wait was done before. */
async function whileItMay(desk: InspectDesk, row: PositionRow): Promise<CloseReason | undefined> {
  try {
    return await inspectPosition(desk, row)
  } catch (error) {
    if (!isAskedToWait(error)) throw error
    desk.telemetry.info('look-waits', { positionId: row.id, symbol: row.symbol, ...error.rest })
    return undefined
  }
}

/**
 * A position whose symbol the exchange does not know (-1121) is told at every tick. When the account as a whole does
 * not show it either, close-cleanup proves that it is gone.
 */
async function tellUnlisted(
  { telemetry }: InspectDesk,
  { id: positionId, symbol, quantity }: PositionRow,
  error: unknown,
): Promise<CloseReason | undefined> {
  if (!isUnknownSymbol(error)) throw error
  telemetry.error('symbol-unlisted', error, { positionId, symbol, quantity })
  telemetry.count('SymbolUnlisted')
  return quantity === '0' ? 'external' : undefined
}

async function inspectPosition(desk: InspectDesk, row: PositionRow): Promise<CloseReason | undefined> {
  const stored = await desk.state.positions.read(row.id)
  if (!stored) throw new Error(`Slot ${row.symbol} names position ${row.id}, but there is no such item`)
  const position = withLossBeside(desk, stored.item, stored)
  switch (position.state) {
    case 'entering':
      return rescueEntry(desk, position, { quantity: quantityOf(position, row), mark: row.mark })
    case 'open':
      return watch(desk, position, row, stored.closeWish?.reason)
    case 'closing':
      // Whoever is closing it may be dead, and somebody may have taken its stops away.
      await rescueNaked(desk, position, quantityOf(position, row))
      // That it is flat can be proven when the exchange may be asked again.
      if (row.quantity === '0' && desk.exchange.rest()) return undefined
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
  const { quantity } = row
  // Whether anything is open is not known: only a stop that closes whatever is open can be told to stand.
  if (quantity === undefined) {
    await rescueNaked(desk, position, position.openQuantity)
    return wished
  }
  const blind = seenIn(desk, position, { ...row, quantity })
  let seen: Look
  try {
    seen = await lookAt(desk, position, blind)
  } catch (error) {
    return watchBlind(desk, position, blind, { failure: error, wished })
  }
  if (seen.quantity !== '0' && !isCovered(seen, seen.quantity)) desk.telemetry.count('Unprotected')
  const { look, move } = await decide(desk, position, seen)
  if (wished && move.move !== 'close') {
    // Whoever was told to close it may never have heard. Danger has its own reason, which does not wait for a lease.
    if (look.quantity !== '0' && !isCovered(look, look.quantity))
      await rescueStop(desk, position, look.quantity)
    return wished
  }
  if (move.move === 'hold') return undefined
  if (move.move === 'close' || move.move === 'settle') return askToClose(desk, position, look, move)
  try {
    return await act(desk, position.id, look, move.move === 'raise')
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    await noteBeside(desk, position, look, move)
    if (!isCovered(look, look.quantity)) await rescueStop(desk, position, look.quantity)
    else if (!isHeld(position, look)) await rescueLevel(desk, position, look.quantity)
    return undefined
  }
}

/** What may be open: as survey saw it, else as it was last known. */
const quantityOf = ({ openQuantity, entry }: Position, { quantity }: PositionRow): string =>
  quantity ?? openQuantity ?? entry.quantity

/** What survey saw; by its mark as far as it can be one, whoever wrote the row. */
function seenIn(desk: InspectDesk, position: Position, { quantity, mark, sentiment }: Counted): BlindLook {
  return {
    quantity,
    orders: 'unknown',
    ...(mark !== undefined && { markPrice: mark }),
    ...(sentiment && { sentiment }),
    ...lossAgain(desk, position),
  }
}

type Counted = PositionRow & { readonly quantity: string }

/** Survey's look and the orders. Where survey saw nothing open, its look may be from before the fill: look again. */
async function lookAt({ exchange }: InspectDesk, position: Position, seen: BlindLook): Promise<Look> {
  if (seen.quantity === '0') return lookAgain(exchange, position, { ...seen, orders: [] })
  return { ...seen, orders: await ownAlgoOrders(exchange, position) }
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
