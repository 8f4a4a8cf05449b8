import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { VenueStore } from '#paper/ports.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import type { Market } from '../market/market.ts'

/** The venue's own books of every symbol played: what really happened, whatever our records say. */
export const readLedgers = (of: Books): Promise<readonly VenueLedger[]> => Array.fromAsync(eachLedger(of))

export interface Books {
  readonly store: VenueStore
  readonly clock: Clock
  readonly market: Market
  readonly balance: string
}

/** The same, symbol by symbol. */
export async function* eachLedger(of: Books): AsyncGenerator<VenueLedger> {
  const { store, clock, market, balance: startingBalance } = of
  const settings = { startingBalance }
  const venue = createPaperVenue({ store, feed: market.feed, clock, rules: market.rules, settings })
  for (const symbol of market.symbols) yield await venue.ledger(symbol)
}
