import type { VenueLedger } from '#paper/audit/ledger.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Market } from '../market/market.ts'
import type { LocalStack } from '../runner/stack.ts'

/** The venue's own books of every symbol that was played: what really happened, whatever our records say. */
export async function readLedgers(of: {
  readonly stack: LocalStack
  readonly market: Market
  readonly symbols: readonly string[]
  readonly balance: string
}): Promise<readonly VenueLedger[]> {
  const { stack, market, symbols, balance } = of
  const { documents, table, clock } = stack
  const venue = createPaperVenue({
    store: dynamoVenueStore({ documents, table, clock }),
    feed: market.feed,
    clock,
    rules: shippedRules,
    settings: { startingBalance: balance },
  })
  return Promise.all(symbols.map(symbol => venue.ledger(symbol)))
}
