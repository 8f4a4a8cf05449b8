import { dec, sum } from '#domain/decimal.ts'
import { hasEnded } from '#domain/order-status.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { orUnread, UnreadRow } from '#ports/unread-row.ts'
import { averagePrice, entryTrades } from './trades.ts'

/** What became of an entry that was sent. */
export type EntryOutcome =
  | {
      readonly entry: 'filled'
      readonly quantity: string
      readonly orderId?: string | undefined
      /** By the exchange's clock, if it told. */
      readonly at?: number | undefined
      /** The average entry price that its trades or the position showed, if they did. */
      readonly price?: string | undefined
    }
  /** `ended`: the exchange had it, and filled nothing; otherwise it never happened. */
  | { readonly entry: 'never'; readonly ended: boolean }
  | { readonly entry: 'unknown' }

/**
 * One look for an entry: by client id, as a position, in the trades. Past the fence, an entry that two such looks do
 * not find never happened.
 */
export async function resolveEntry(context: Context, position: Position): Promise<EntryOutcome> {
  const { sentAt } = position.entry
  if (sentAt === undefined) return { entry: 'never', ended: false }
  const pastFence = context.clock.now() - sentAt > timing.fence
  const first = await lookForEntry(context, position)
  if (first.entry !== 'unknown' || !pastFence) return first
  await context.clock.sleep(200)
  const second = await lookForEntry(context, position)
  return second.entry === 'unknown' ? { entry: 'never', ended: false } : second
}

async function lookForEntry({ exchange }: Context, position: Position): Promise<EntryOutcome> {
  const [order, open, trades] = await Promise.all([
    exchange.order(position.symbol, position.entry.clientId),
    orUnread(exchange.position(position.symbol)),
    entryTrades(exchange, position),
  ])
  const bought = sum(trades.map(trade => trade.quantity))
  const unread = open instanceof UnreadRow
  const held = !unread && open?.side === position.side ? open : undefined
  const quantity = [dec(order?.filled ?? 0), bought, dec(held?.quantity ?? 0)].find(known => known.gt(0))
  const orderId = order?.orderId ?? trades[0]?.orderId
  const at = order?.updatedAt ?? (unread ? undefined : open?.updatedAt)
  const price = averagePrice(trades)?.toFixed() ?? held?.entryPrice
  if (quantity) return { entry: 'filled', quantity: quantity.toFixed(), orderId, at, price }
  // An unreadable row may be the entry's: no entry is given up because of it.
  if (unread) throw open
  return order && hasEnded(order) ? { entry: 'never', ended: true } : { entry: 'unknown' }
}

/** Between the looks for an entry, in ms: an entry that took effect late is unprotected until it is seen. */
const pauses = [200, 300, 500, 1_000, 3_000]

/**
 * Looks after 0.2, 0.5, 1, 2 and 5 s, then once past the fence. A failed look shows nothing, and the next one follows
 * all the same; throws if the last one fails.
 */
export async function awaitEntry(context: Context, position: Position): Promise<EntryOutcome> {
  for (const pause of pauses) {
    await context.clock.sleep(pause)
    const outcome = await resolveEntry(context, position).catch(unknownIfUnread)
    if (outcome.entry !== 'unknown') return outcome
  }
  await context.clock.sleep(
    Math.max(0, (position.entry.sentAt ?? 0) + timing.fence - context.clock.now()) + 1,
  )
  return resolveEntry(context, position)
}

function unknownIfUnread(error: unknown): EntryOutcome {
  if (error instanceof ExchangeError || error instanceof UnreadRow) return { entry: 'unknown' }
  throw error
}
