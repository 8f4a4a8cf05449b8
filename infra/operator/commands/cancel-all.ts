import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { AlgoOrder, Exchange, Listed, Outcome, RegularOrder } from '#ports/exchange.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import { closeAll } from '../act/close.ts'
import { closeAnswer } from '../act/close-answer.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { heldPositions } from '../positions.ts'

export interface CancelOptions extends Consent {
  readonly andClose?: boolean
  /** Seconds. */
  readonly timeout: number
}

interface Standing {
  readonly symbol: string
  readonly clientId: string
  readonly type: string
  readonly book: 'regular' | 'algo'
}

/** How long the operator's lease on a position lasts: as long as close-cleanup's, which cancels orders as well. */
const { lease: leaseMs } = timing.functions.closeCleanup

/**
 * Cancels open orders of one symbol or of all. Spares the stops of a symbol that has an open position, other clients'
 * stops too. With `andClose` it closes our positions first, so that no stops need sparing.
 */
export async function cancelAll(
  connection: Connection,
  symbol: string | undefined,
  options: CancelOptions,
): Promise<Answer> {
  const exchange = await connection.exchange()
  const held = (await heldPositions(connection)).filter(each => !symbol || each.symbol === symbol)
  const closing = options.andClose ? held : []
  const { cancelled, spared } = await choose(exchange, symbol, closing)
  if (cancelled.length + closing.length === 0) {
    return { data: { cancelled: [], spared }, text: `Nothing to cancel; ${spared.length} stops stand.` }
  }
  await confirm(
    [
      `On ${connection.stack.name} this`,
      ...closing.map(each => `  closes ${each.symbol} ${each.side} (${each.id}) at market`),
      ...cancelled.map(each => `  cancels ${each.symbol} ${each.type} ${each.clientId}`),
      ...spared.map(each => `  spares ${each.symbol} ${each.type} ${each.clientId}: its position is open`),
      ...(held.length > closing.length
        ? ['Take-profits of a managed position are offered again at the next look.']
        : []),
    ],
    options,
  )
  if (closing.length > 0) {
    const closed = await closeAll(connection, closing, options.timeout * 1000)
    if (!closed.every(each => each.done)) return closeAnswer(closed)
  }
  const left = closing.length > 0 ? (await choose(exchange, symbol, [])).cancelled : cancelled
  await cancelEach(
    connection,
    left,
    held.filter(each => !closing.includes(each)),
  )
  const after = await choose(exchange, symbol, [])
  const done = after.cancelled.length === 0
  const text = `${done ? paint.green('done') : paint.red('not all gone')}: the exchange shows ${counted(after.cancelled.length, 'order')} to cancel and ${counted(after.spared.length, 'spared stop')}`
  return {
    data: { cancelled: left, left: after.cancelled, spared: after.spared },
    text,
    exitCode: done ? exitCodes.yes : exitCodes.no,
  }
}

/** The orders to cancel, and the stops spared because their symbol has an open position. */
async function choose(exchange: Exchange, symbol: string | undefined, closing: readonly Position[]) {
  const [regular, algo, open] = await Promise.all([
    exchange.openOrders(symbol),
    exchange.openAlgoOrders(symbol),
    exchange.positions(),
  ])
  // If positions cannot be read, the stops are spared.
  const exposed = new Set([...open.open.map(each => each.symbol), ...open.unread])
  for (const { symbol } of closing) exposed.delete(symbol)
  const isStop = (order: Standing) => order.book === 'algo' && order.type.startsWith('STOP')
  const standing = [
    ...regular.map(order => standingOf('regular', order)),
    ...algo.map(order => standingOf('algo', order)),
  ]
  const spare = (order: Standing) => (exposed.has(order.symbol) || !open.complete) && isStop(order)
  return { cancelled: standing.filter(order => !spare(order)), spared: standing.filter(spare) }
}

const standingOf = (
  book: Standing['book'],
  { symbol, clientId, type = 'order' }: Listed<RegularOrder> | Listed<AlgoOrder>,
): Standing => ({
  symbol,
  clientId,
  type,
  book,
})

/** Cancels one by one; orders of a managed position under its lease and with an entry in its journal. */
async function cancelEach(
  connection: Connection,
  orders: readonly Standing[],
  held: readonly Position[],
): Promise<void> {
  const context = await connection.context()
  for (const [symbol, list] of Map.groupBy(orders, order => order.symbol)) {
    const position = held.find(each => each.symbol === symbol)
    if (!position) {
      for (const order of list) await cancelOne(context.exchange, order)
      continue
    }
    const lease = { id: position.id, holder: `operator-${connection.stack.clock.now()}`, leaseMs }
    await holding(context, lease, async it => {
      for (const order of list) {
        const { outcome } = await cancelOne(context.exchange, order)
        it.note('order-cancelled', {
          clientId: order.clientId,
          because: 'the operator asked for it',
          outcome,
        })
      }
    }).catch(busy)
  }
}

const cancelOne = (exchange: Exchange, { book, symbol, clientId }: Standing): Promise<Outcome<void>> =>
  book === 'algo' ? exchange.cancelAlgo(symbol, clientId) : exchange.cancel(symbol, clientId)

function busy(error: unknown): never {
  if (!(error instanceof PositionBusy)) throw error
  throw new Complaint(
    exitCodes.no,
    error.message,
    'another function is at work on it; try again in a few seconds',
    error,
  )
}
