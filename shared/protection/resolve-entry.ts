import { dec, sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Desk } from './desk.ts'
import { entryTrades } from './trades.ts'

/** What became of an entry that was sent. */
export type EntryFate =
  | { readonly fate: 'filled'; readonly quantity: string; readonly orderId?: string | undefined }
  | { readonly fate: 'never' }
  | { readonly fate: 'unknown' }

/**
 * One look for an entry: by client id, as a position, in the trades. Past the fence, an entry that two such
 * looks do not find never happened.
 */
export async function resolveEntry(desk: Desk, position: Position): Promise<EntryFate> {
  const { sentAt } = position.entry
  if (sentAt === undefined) return { fate: 'never' }
  const pastFence = desk.clock.now() - sentAt > timing.fence
  const first = await lookForEntry(desk, position)
  if (first.fate !== 'unknown' || !pastFence) return first
  await desk.clock.sleep(200)
  const second = await lookForEntry(desk, position)
  return second.fate === 'unknown' ? { fate: 'never' } : second
}

async function lookForEntry({ exchange }: Desk, position: Position): Promise<EntryFate> {
  const [order, open, trades] = await Promise.all([
    exchange.order(position.symbol, position.entry.clientId),
    exchange.position(position.symbol),
    entryTrades(exchange, position),
  ])
  const bought = sum(trades.map(trade => trade.quantity))
  const held = open?.side === position.side ? dec(open.quantity) : dec(0)
  const quantity = [dec(order?.filled ?? 0), bought, held].find(known => known.gt(0))
  const orderId = order?.orderId ?? trades[0]?.orderId
  if (quantity) return { fate: 'filled', quantity: quantity.toFixed(), orderId }
  const ended = order && ['EXPIRED', 'CANCELED', 'REJECTED'].includes(order.status)
  return ended ? { fate: 'never' } : { fate: 'unknown' }
}

/** Looks after 0.2, 0.5, 1 and 2 s, then once past the fence. */
export async function awaitEntry(desk: Desk, position: Position): Promise<EntryFate> {
  for (const pause of [200, 300, 500, 1_000, timing.fence]) {
    await desk.clock.sleep(pause)
    const fate = await resolveEntry(desk, position)
    if (fate.fate !== 'unknown') return fate
  }
  return { fate: 'unknown' }
}
