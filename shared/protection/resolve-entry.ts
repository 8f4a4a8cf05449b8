import { dec, sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { ExchangeError } from '#exchange/failure.ts'
import { hasEnded } from '#exchange/order-status.ts'
import { orUnread, UnreadRow } from '#exchange/unread-row.ts'
import type { Desk } from './desk.ts'
import { entryTrades } from './trades.ts'

/** What became of an entry that was sent. */
export type EntryFate =
  | {
      readonly fate: 'filled'
      readonly quantity: string
      readonly orderId?: string | undefined
      /** By the exchange's clock, where it told. */
      readonly at?: number | undefined
    }
  /** `ended`: the exchange had it, and filled nothing; else it never happened. */
  | { readonly fate: 'never'; readonly ended: boolean }
  | { readonly fate: 'unknown' }

/**
 * One look for an entry: by client id, as a position, in the trades. Past the fence, an entry that two such
 * looks do not find never happened.
 */
export async function resolveEntry(desk: Desk, position: Position): Promise<EntryFate> {
  const { sentAt } = position.entry
  if (sentAt === undefined) return { fate: 'never', ended: false }
  const pastFence = desk.clock.now() - sentAt > timing.fence
  const first = await lookForEntry(desk, position)
  if (first.fate !== 'unknown' || !pastFence) return first
  await desk.clock.sleep(200)
  const second = await lookForEntry(desk, position)
  return second.fate === 'unknown' ? { fate: 'never', ended: false } : second
}

async function lookForEntry({ exchange }: Desk, position: Position): Promise<EntryFate> {
  const [order, open, trades] = await Promise.all([
    exchange.order(position.symbol, position.entry.clientId),
    orUnread(exchange.position(position.symbol)),
    entryTrades(exchange, position),
  ])
  const bought = sum(trades.map(trade => trade.quantity))
  const unread = open instanceof UnreadRow
  const held = !unread && open?.side === position.side ? dec(open.quantity) : dec(0)
  const quantity = [dec(order?.filled ?? 0), bought, held].find(known => known.gt(0))
  const orderId = order?.orderId ?? trades[0]?.orderId
  const at = order?.updatedAt ?? (unread ? undefined : open?.updatedAt)
  if (quantity) return { fate: 'filled', quantity: quantity.toFixed(), orderId, at }
  // A row that cannot be read may be the entry's: nothing is given up by it.
  if (unread) throw open
  return order && hasEnded(order) ? { fate: 'never', ended: true } : { fate: 'unknown' }
}

/** Between the looks for an entry, in ms: what took effect late is naked until it is seen. */
const pauses = [200, 300, 500, 1_000, 3_000]

/**
 * Looks after 0.2, 0.5, 1, 2 and 5 s, then once past the fence. A look that fails shows nothing, and the next is
 * made all the same; throws when the last one fails.
 */
export async function awaitEntry(desk: Desk, position: Position): Promise<EntryFate> {
  for (const pause of pauses) {
    await desk.clock.sleep(pause)
    const fate = await resolveEntry(desk, position).catch(unknownIfUnread)
    if (fate.fate !== 'unknown') return fate
  }
  await desk.clock.sleep(Math.max(0, (position.entry.sentAt ?? 0) + timing.fence - desk.clock.now()) + 1)
  return resolveEntry(desk, position)
}

function unknownIfUnread(error: unknown): EntryFate {
  if (error instanceof ExchangeError || error instanceof UnreadRow) return { fate: 'unknown' }
  throw error
}
