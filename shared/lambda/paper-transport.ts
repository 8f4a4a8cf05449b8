import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { dynamoTapes } from '#paper/feed/dynamo-tapes.ts'
import { recordedFeed } from '#paper/feed/recorded-feed.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import type { Credentials } from './credentials.ts'
import { type PaperRulesAccess, paperRules } from './paper-rules.ts'

export interface PaperAccess extends PaperRulesAccess {
  readonly credentials: Credentials
  /** USDT, decimal, on the first day. */
  readonly startingBalance: string
}

/** Answers the requests of a paper deployment: the venue over the deployment's own table. */
export function paperTransport(access: PaperAccess): PaperVenue['fetch'] {
  const { credentials, clock, documents, table, startingBalance, feedUrl, pricesUrl } = access
  const at = pricesUrl === undefined ? {} : { baseUrl: pricesUrl }
  return createPaperVenue({
    store: dynamoVenueStore({ documents, table, clock }),
    feed: feedUrl
      ? recordedFeed(feedUrl)
      : binanceFeed({ ...at, clock, tapes: dynamoTapes({ documents, table, clock }) }),
    clock,
    rules: paperRules(access),
    settings: { ...credentials, startingBalance },
  }).fetch
}
