import { rungsDecision } from '#decisions/record.ts'
import type { Look } from '#domain/look.ts'
import type { Protected } from '#domain/move.ts'
import type { Position } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import { orUnread, UnreadRow } from '#ports/unread-row.ts'
import { firstStopOrExit } from './first-stop.ts'
import { ownAlgoOrders } from './look.ts'
import { openedPosition } from './opened-position.ts'
import { protect } from './protect.ts'
import type { EntryOutcome } from './resolve-entry.ts'
import { entryTrades } from './trades.ts'

type Filled = Extract<EntryOutcome, { readonly entry: 'filled' }>

/**
 * From a filled entry to a protected position. The stop goes out before anything is read: until it stands, the
 * position is unprotected.
 */
export async function completeEntry(
  context: Context,
  held: HeldPosition,
  { quantity: filled, orderId, at = context.clock.now(), price }: Filled,
): Promise<Protected> {
  const { stop, exit } = await firstStopOrExit(context, held.position, filled)
  if (exit) held.note('close-sent', exit)
  const stoodAt = context.clock.now()
  const entered = withOrder(held.position, orderId)
  // The verdict comes before "open": no function resumes an open position's entry, so after a death in between none
  // would confirm it.
  const [shown, trades, orders] = await Promise.all([
    orUnread(context.exchange.position(held.position.symbol)),
    entryTrades(context.exchange, entered),
    ownAlgoOrders(context.exchange, held.position),
    confirmVerdict(context, held.position),
  ])
  // The fill is known already: an unreadable row counts as one that is not shown yet.
  const open = shown instanceof UnreadRow ? undefined : shown
  const known = withOrder(entered, trades[0]?.orderId)
  const position = openedPosition(known, { filled, at, trades, open, price })
  await held.write(position)
  held.note('entry-filled', {
    clientId: position.entry.clientId,
    side: position.side,
    source: position.source,
    leverage: position.leverage,
    quantity: position.entryQuantity,
    entryPrice: position.entryPrice,
    fees: position.entryFees,
    stop: position.protection.level,
    stopClientId: position.protection.primary,
    stopOutcome: stop.outcome,
  })
  held.decided('take-profits-planned', rungsDecision(position, position.rungs))
  context.telemetry.count('PositionOpened')
  context.telemetry.count('EntryLatency', stoodAt - position.signalAt)
  context.telemetry.count('NakedTime', stoodAt - (position.openedAt ?? stoodAt))
  return exit
    ? { ended: 'close', reason: exit.reason }
    : protectFilled(context, held, { open, orders, filled })
}

/** The exchange finds an order's trades by its own id long after it has forgotten ours. */
const withOrder = (position: Position, orderId: string | undefined): Position =>
  orderId === undefined ? position : { ...position, entry: { ...position.entry, orderId } }

async function protectFilled(
  context: Context,
  held: HeldPosition,
  {
    open,
    orders,
    filled,
  }: Pick<Look, 'orders'> & { readonly open: ExchangePosition | undefined; readonly filled: string },
): Promise<Protected> {
  const { position } = held
  // The price it paid is neither profit nor loss; the touch before it could be either.
  const markPrice = open ? open.markPrice : position.entryPrice
  return protect(context, held, {
    // A position read right after its entry may still be shown flat; the fill proves it.
    quantity: open?.quantity ?? position.entryQuantity ?? filled,
    ...(markPrice !== undefined && { markPrice }),
    orders,
  })
}

/**
 * Another delivery of the same signal may have rejected it before this one entered: the opened position counts. The
 * verdict is for the producer; failing to write it must not stop the function that protects.
 */
async function confirmVerdict(
  { state, telemetry }: Context,
  { id, symbol, signalId }: Position,
): Promise<void> {
  try {
    await state.signals.settle(signalId, { verdict: 'accepted', positionId: id })
  } catch (error) {
    telemetry.error('verdict-not-confirmed', error, { positionId: id, symbol, signalId })
  }
}
