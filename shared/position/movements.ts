import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import { fundingUntil, metFunding } from '#domain/funding.ts'
import { ownerOf } from '#domain/identity.ts'
import { type OwnFills, ownFills } from '#domain/own-fills.ts'
import type { Position, Provisional } from '#domain/position.ts'
import { impossibleFills, impossibleFunding, impossibleResult } from '#domain/readings.ts'
import { entrySide } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { Violation } from '#domain/violation.ts'
import type { Context } from '#ports/context.ts'
import type { Income, Trade } from '#ports/exchange.ts'
import { tradesSinceEntry } from './trades.ts'

/** All that moved money between a position's entry and its close, as far as history shows it. */
export interface Movements {
  /** The position's own, oldest first, whichever order made them. */
  readonly trades: readonly Trade[]
  /** The entry's fee, if the entry is not among them. */
  readonly entryFees: DecimalString
  /** Funding, and the charge of a liquidation, beside the trades' own fees. */
  readonly income: readonly Income[]
  /** Base asset that the trades leave open. */
  readonly left: Dec
  readonly openedAt: number
  readonly closedAt: number
  /** Impossible values in history: with any of these the result is not known either. */
  readonly broken?: readonly Violation[]
  /** What history has yet to show. */
  readonly lacks?: Exclude<Provisional['lacks'], 'history'>
}

/** A position's trades alone. */
export interface OwnTrades extends OwnFills<Trade> {
  readonly entryFees: DecimalString
  /** Whether the entry is among them. */
  readonly isWhole: boolean
}

/** A position's trades alone: whether they are complete, and what came after them. */
export async function readTrades(context: Context, position: Position): Promise<OwnTrades> {
  const since = await tradesSinceEntry(context, position)
  if (!since) return nothing(position)
  // While the slot is the position's, no other position can have traded; afterwards one may.
  const { provisional } = position.result ?? {}
  const known = position.state === 'closed' ? provisional?.lastTrade : since.trades.at(-1)?.id
  const { before, entryFees } = since
  const bounds = { ...(before && { before }), ...(known && { known }) }
  const fills = ownFills(position.side, since.trades, bounds)
  const turnedBy = fills.excess && (await turningOrder(context, position, fills.excess))
  const own = turnedBy ? ownFills(position.side, since.trades, { ...bounds, turnedBy }) : fills
  return { ...own, entryFees, isWhole: before === undefined }
}

/**
 * The order that sold more than was open, if it was able to: none of ours is, nor any reduce-only order. Then history
 * lacks earlier fills.
 */
async function turningOrder(
  { exchange }: Pick<Context, 'exchange'>,
  { symbol }: Position,
  { orderId }: Trade,
): Promise<string | undefined> {
  const order = await exchange.orderById(symbol, orderId)
  return order && !order.reduceOnly && !ownerOf(order.clientId) ? orderId : undefined
}

const nothing = ({ entryQuantity, entry }: Position) => ({
  own: [],
  left: dec(entryQuantity ?? entry.quantity),
  entryFees: '0',
  isWhole: false,
})
/**
 * All that moved money, given the trades. Income (weight 30 a week) is not read if there can be none: funding falls
 * due on full hours, and only a liquidation is cleared.
 */
export async function readMovements(
  { exchange, clock }: Context,
  position: Position,
  { own, left, next, entryFees, isWhole }: OwnTrades,
  liquidated: boolean,
): Promise<Movements> {
  const now = clock.now()
  const closedAt = own.at(-1)?.at ?? position.closedAt ?? now
  // Before the entry was shown its time came from our clock.
  const openedAt = (isWhole && own[0]?.at) || (position.openedAt ?? closedAt)
  const funded = metFunding(openedAt, closedAt)
  const moved = { trades: own, entryFees, left, openedAt, closedAt }
  const wrong = impossibleFills(own)
  if (wrong.length > 0) return { ...moved, income: [], lacks: 'trades', broken: wrong }
  if (!left.isZero()) return { ...moved, income: [], lacks: 'trades' }
  const unmade = isWhole ? impossibleResult(position.side, own) : []
  if (unmade.length > 0) return { ...moved, income: [], lacks: 'trades', broken: unmade }
  if (!funded && !liquidated) return { ...moved, income: [] }
  const income = (await exchange.income(position.symbol, openedAt)).filter(
    // What is charged once another position has begun belongs to that position.
    ({ at }) => at <= closedAt + timing.history.funding && (next === undefined || at < next.at),
  )
  const mayCome =
    (funded && now < fundingUntil(closedAt)) ||
    (liquidated && now < closedAt + timing.history.funding && !income.some(isClearing))
  const kept = income.filter(each => (funded && isFunding(each)) || (liquidated && isClearing(each)))
  const paid = kept.filter(isFunding).map(({ amount }) => amount)
  const entered = sum(own.filter(isEntry(position)).map(({ quantity }) => quantity))
  const broken = impossibleFunding(position, paid, entered)
  if (broken.length > 0) return { ...moved, income: [], lacks: 'income', broken }
  return { ...moved, income: kept, ...(mayCome && { lacks: 'income' }) }
}

const isEntry =
  ({ side }: Position) =>
  (trade: Trade) =>
    trade.side === entrySide(side)
const isFunding = ({ kind }: Income) => kind === 'funding'
const isClearing = ({ kind }: Income) => kind === 'liquidation'
