import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import { systemClock } from '#ports/clock.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { serveVenue } from '../../infra/local/market/serve.ts'
import { type ScriptedFeed, scriptedFeed } from '../paper/builder.ts'
import type { Keys } from './client.ts'

export interface ServedExchange extends Keys {
  readonly venue: PaperVenue
  readonly feed: ScriptedFeed
  close(): Promise<void>
}

/** A venue on a real socket and the wall clock, for clients whose time cannot be set; prices stand. */
export async function serveExchange(
  prices: Readonly<Record<string, string>>,
  faults: Faults = createFaults(),
): Promise<ServedExchange> {
  const feed = scriptedFeed()
  for (const [symbol, price] of Object.entries(prices)) feed.push(symbol, systemClock.now() - 1, price)
  const settings = { ...defaultPaperSettings, latencyMs: 0, streamDelayMs: 0 }
  const [store, keys] = [watchedStore(createMemoryStore()), accountListenKeys()]
  const common = { feed, clock: systemClock, rules: shippedRules, faults, settings }
  const venue = createPaperVenue({ ...common, store, listenKeys: keys })
  const streams = createStreams({ ...common, accounts: [{ keys, store, venue, settings }] })
  const { url, close } = await serveVenue(venue, { streams })
  const { apiKey, secret } = settings
  return { venue, feed, url, apiKey, secret, close }
}
