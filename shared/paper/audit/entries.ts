import type { VenueLedger } from './books.ts'
import { splitIntoLives } from './lives.ts'

/** Derives the name of an order's trade from its client id. */
export type PrefixOf = (clientOrderId: string) => string

/** Everything before the last separator: `bot-7-e1` belongs to `bot-7`. */
export const idPrefix: PrefixOf = id => /^(.+)[-_.:/][^-_.:/]*$/.exec(id)?.[1] ?? id

/** How many orders opened or enlarged a position, by the prefix of their client ids. Two is one too many. */
export function entriesByPrefix(
  ledger: VenueLedger,
  prefixOf: PrefixOf = idPrefix,
): ReadonlyMap<string, number> {
  const entering = new Set(
    splitIntoLives(ledger.trades).flatMap(({ legs }) =>
      legs.filter(leg => leg.entry).map(leg => leg.trade.orderId),
    ),
  )
  const counts = new Map<string, number>()
  for (const { orderId, clientOrderId } of ledger.orders) {
    if (!entering.has(orderId)) continue
    const prefix = prefixOf(clientOrderId)
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return counts
}
