import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import { systemClock } from '#ports/clock.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { serveVenue } from '../../infra/local/market/serve.ts'
import { scriptedFeed } from '../paper/builder.ts'
import type { Keys } from './client.ts'

export interface ServedExchange extends Keys {
  readonly venue: PaperVenue
  close(): Promise<void>
}

/** A venue on a real socket and the wall clock, as clients that cannot be told the time need it; prices stand. */
export async function serveExchange(
  prices: Readonly<Record<string, string>>,
  faults: Faults = createFaults(),
): Promise<ServedExchange> {
  const feed = scriptedFeed()
  for (const [symbol, price] of Object.entries(prices)) feed.push(symbol, systemClock.now() - 1, price)
  const parts = { store: createMemoryStore(), feed, clock: systemClock, rules: shippedRules, faults }
  const venue = createPaperVenue({ ...parts, settings: { latencyMs: 0 } })
  const { url, close } = await serveVenue(venue)
  const { apiKey, secret } = defaultPaperSettings
  return { venue, url, apiKey, secret, close }
}
