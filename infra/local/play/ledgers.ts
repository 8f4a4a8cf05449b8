import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { VenueStore } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import type { Market } from '../market/market.ts'

/** The venue's own books of every symbol that was played: what really happened, whatever our records say. */
export async function readLedgers(of: {
  readonly store: VenueStore
  readonly clock: Clock
  readonly market: Market
  readonly balance: string
}): Promise<readonly VenueLedger[]> {
  const { store, clock, market, balance: startingBalance } = of
  const settings = { startingBalance }
  const venue = createPaperVenue({ store, feed: market.feed, clock, rules: shippedRules, settings })
  return Promise.all(market.symbols.map(symbol => venue.ledger(symbol)))
}
