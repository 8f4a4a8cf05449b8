import { type BlindLook, isCovered, isHeld, type Look } from '#domain/look.ts'
import { type InspectAnswer, lookWeight, type PositionRow } from '#domain/messages.ts'
import { type CloseReason, isFilled, type OpenPosition, type Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Invocation } from '#ports/context.ts'
import { isAskedToWait, isUnknownSymbol } from '#ports/exchange-error.ts'
import { leaveAbandoned } from '#position/abandon.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { lookAgain, ownAlgoOrders } from '#position/look.ts'
import { protect } from '#position/protect.ts'
import { followRules } from '#position/todays-rules.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import { readFunding } from './funding.ts'
import { lossAgain, noteBeside, withLossBeside } from './loss-beside.ts'
import { rescueEntry } from './rescue-entry.ts'
import { rescueLevel, rescueNaked, rescueStop } from './rescue-stop.ts'
import { shownNow } from './shown-now.ts'
import { watchBlind } from './watch-blind.ts'

const { lease: leaseMs } = timing.functions.inspect

/**
 * Half of the weight that an address may spend in a minute: a look that learns of more reports it, even if another
 * client spent it.
 */
const heavilyUsed = 1_200

/**
 * One look at one position (weight 1). A position that needs nothing is not leased, written or logged; any move is
 * decided again under the lease, from the position's state at that time.
 */
export async function inspect(context: Invocation, row: PositionRow): Promise<InspectAnswer> {
  await untilDue(context, row)
  const close = await whileItMay(context, row).catch(error => tellUnlisted(context, row, error))
  const { weight, usedWeightPerMinute: used = 0 } = context.exchange.drainUsage()
  // Survey logs the usual weight of the looks that it hands out; only a look that exceeds it writes a line of
  // its own.
  if (weight > lookWeight) context.telemetry.count('RequestWeight', weight - lookWeight)
  if (used > (weight > lookWeight ? 0 : heavilyUsed)) context.telemetry.count('UsedWeight', used)
  const answer = { v: 1, id: row.id, weight } as const
  return close ? { ...answer, close: { v: 1, positionId: row.id, reason: close } } : answer
}

/** Two looks between ticks are at least a second apart, whichever clock measures. */
async function untilDue({ clock }: Invocation, { woken }: PositionRow): Promise<void> {
  const waitMs = (woken?.at ?? 0) - clock.now()
  if (waitMs > 0) await clock.sleep(Math.min(waitMs, timing.watch.woken.apart))
}

/** What the exchange asks to wait with is left to a later look; what cannot wait is already done. */
async function whileItMay(context: Invocation, row: PositionRow): Promise<CloseReason | undefined> {
  try {
    return await inspectPosition(context, row)
  } catch (error) {
    if (!isAskedToWait(error)) throw error
    context.telemetry.info('look-waits', { positionId: row.id, symbol: row.symbol, ...error.rest })
    return undefined
  }
}

/**
 * A position whose symbol the exchange does not know (-1121) is reported at every tick. When the account as a
 * whole does not show it either, close-cleanup proves that it is gone.
 */
async function tellUnlisted(
  { telemetry }: Invocation,
  { id: positionId, symbol, quantity }: PositionRow,
  error: unknown,
): Promise<CloseReason | undefined> {
  if (!isUnknownSymbol(error)) throw error
  telemetry.error('symbol-unlisted', error, { positionId, symbol, quantity })
  telemetry.count('SymbolUnlisted')
  return quantity === '0' ? 'external' : undefined
}

async function inspectPosition(context: Invocation, row: PositionRow): Promise<CloseReason | undefined> {
  const stored = await context.state.positions.read(row.id)
  if (!stored) throw new Error(`Slot ${row.symbol} names position ${row.id}, but there is no such item`)
  const position = withLossBeside(context, stored.item, stored)
  // In any other state a function is already at work on it, or the tick will be.
  if (row.woken && position.state !== 'open') return undefined
  switch (position.state) {
    case 'entering':
      return rescueEntry(context, position, { quantity: quantityOf(position, row), mark: row.mark })
    case 'open':
      return watch(context, position, row, stored.closeWish?.reason)
    case 'closing':
      // The function that closes it may be dead, and another client may have cancelled its stops.
      await rescueNaked(context, position, quantityOf(position, row))
      // It can be proven flat once the exchange may be asked again.
      if (row.quantity === '0' && context.exchange.rest()) return undefined
      return position.closing?.reason ?? 'external'
    case 'closed': // The slot is still taken: close-cleanup did not finish.
      return position.closing?.reason ?? 'external'
    case 'abandoned':
      await leaveAbandoned(context.state.account, position)
      return undefined
    default:
      return position.state satisfies never
  }
}

async function watch(
  context: Invocation,
  position: Position,
  row: PositionRow,
  wished: CloseReason | undefined,
): Promise<CloseReason | undefined> {
  if (!isFilled(position)) throw new Error(`Position ${position.id} is open but has no entry price`)
  if (row.woken && row.quantity === undefined) {
    const orders = ownAlgoOrders(context.exchange, position)
    // Handled even if nothing awaits it: an unhandled failure would end the process.
    orders.catch(() => undefined)
    return watchShown(context, position, await shownNow(context, position, row), { wished, orders })
  }
  return watchShown(context, position, row, { wished })
}

interface Known {
  /** The position should be closed, and the message may never have arrived. */
  readonly wished: CloseReason | undefined
  /** The read of its orders that has already begun. */
  readonly orders?: Promise<Look['orders']>
}

async function watchShown(
  context: Invocation,
  position: OpenPosition,
  row: PositionRow,
  { wished, orders }: Known,
): Promise<CloseReason | undefined> {
  const { quantity } = row
  // Whether anything is open is unknown: only a stop that closes whatever is open can be made sure of.
  if (quantity === undefined) {
    await rescueNaked(context, position, position.openQuantity)
    return wished
  }
  const blind = seenIn(context, position, { ...row, quantity })
  let seen: Look
  try {
    seen = await lookAt(context, position, blind, orders)
  } catch (error) {
    return watchBlind(context, position, blind, { failure: error, wished })
  }
  if (seen.quantity !== '0' && !isCovered(seen, seen.quantity)) context.telemetry.count('Unprotected')
  const { look, move } = await decide(context, position, seen)
  if (wished && move.move !== 'close') {
    // The message to close it may never have arrived. Danger has its own reason, which does not wait for a lease.
    if (look.quantity !== '0' && !isCovered(look, look.quantity))
      await rescueStop(context, position, look.quantity)
    return wished
  }
  if (move.move === 'hold') return undefined
  if (move.move === 'close' || move.move === 'settle') return askToClose(context, position, look, move)
  try {
    return await act(context, position.id, look, move.move === 'raise-stop')
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    await noteBeside(context, position, look, move)
    if (!isCovered(look, look.quantity)) await rescueStop(context, position, look.quantity)
    else if (!isHeld(position, look)) await rescueLevel(context, position, look.quantity)
    return row.woken && !row.woken.last ? inspectOnceMore(context, row) : undefined
  }
}

/** The quantity that may be open: as survey saw it, otherwise as last known. */
const quantityOf = ({ openQuantity, entry }: Position, { quantity }: PositionRow): string =>
  quantity ?? openQuantity ?? entry.quantity

/** What survey saw, with its mark only if that is possible, whichever release wrote the row. */
function seenIn(context: Invocation, position: Position, { quantity, mark, sentiment }: Counted): BlindLook {
  return {
    quantity,
    orders: 'unknown',
    ...(mark !== undefined && { markPrice: mark }),
    ...(sentiment && { sentiment }),
    ...lossAgain(context, position),
  }
}

type Counted = PositionRow & { readonly quantity: string }

/** Survey's look and the orders. Where survey saw nothing open, its look may be from before the fill: look again. */
async function lookAt(
  { exchange }: Invocation,
  position: Position,
  seen: BlindLook,
  orders?: Promise<Look['orders']>,
): Promise<Look> {
  if (orders) return { ...seen, orders: await orders }
  if (seen.quantity === '0') return lookAgain(exchange, position, { ...seen, orders: [] })
  return { ...seen, orders: await ownAlgoOrders(exchange, position) }
}

/**
 * A tick comes again by itself, a wake does not: this gives another writer a moment, and the position one
 * more look.
 */
async function inspectOnceMore(
  context: Invocation,
  { v, id, symbol, sentiment }: PositionRow,
): Promise<CloseReason | undefined> {
  await context.clock.sleep(timing.watch.woken.busy)
  return inspectPosition(context, { v, id, symbol, ...(sentiment && { sentiment }), woken: { last: true } })
}

async function act(
  context: Invocation,
  id: string,
  look: Look,
  raising: boolean,
): Promise<CloseReason | undefined> {
  return holding(context, { id, holder: context.holder, leaseMs }, async held => {
    if (held.position.state !== 'open') return held.position.closing?.reason
    await followRules(context, held)
    if (raising) await readFunding(context, held)
    const done = await protect(context, held, look)
    if (done.ended !== 'close') return undefined
    // The next look might not be able to find out again that no stop can stand. Close-cleanup itself proves a position
    // flat.
    if (done.reason !== 'external') await beginClosing(context, held, done.reason)
    return done.reason
  })
}
