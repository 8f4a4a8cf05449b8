import type { DecimalString } from '#domain/decimal.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams, type Streams } from '#paper/streams/streams.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import { withKeyRights } from './key-rights.ts'
import type { Market } from './market.ts'
import { createMemoryStore } from './memory-store.ts'
import { serveVenue } from './serve.ts'

export interface StandIn {
  readonly url: string
  /** As published on the exchange's own site. */
  readonly credentials: { readonly apiKey: string; readonly secret: string }
  /** The runner runs them, since it has the market's time. */
  readonly streams: Streams
  /** Its books. */
  readonly venue: PaperVenue
  close(): Promise<void>
}

/** A key as it should be: for futures only, from named addresses. */
const rights = { ipRestrict: true, enableFutures: true, enableWithdrawals: false }

/**
 * Trades for demo and live on this machine instead of Binance: the paper venue over HTTP, with its own books. It
 * answers at once: the runner adds the time of requests and streams.
 */
export async function serveStandIn(
  market: Market,
  clock: Clock,
  startingBalance: DecimalString,
): Promise<StandIn> {
  const { apiKey, secret } = defaultPaperSettings
  const settings = { apiKey, secret, startingBalance, latencyMs: 0 }
  const [store, keys] = [watchedStore(createMemoryStore()), accountListenKeys()]
  const common = { feed: market.feed, clock, rules: market.rules }
  const venue = createPaperVenue({ ...common, store, listenKeys: keys, settings })
  const told = { ...defaultPaperSettings, ...settings, streamDelayMs: 0 }
  const streams = createStreams({
    ...common,
    accounts: [{ keys, store, venue, settings: told }],
    settings: told,
  })
  const { url, close } = await serveVenue(withKeyRights(venue, apiKey, rights))
  return { url, credentials: { apiKey, secret }, streams, venue, close }
}
