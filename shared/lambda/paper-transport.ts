import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { dynamoTapes } from '#paper/feed/dynamo-tapes.ts'
import { recordedFeed } from '#paper/feed/recorded-feed.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { Credentials } from './credentials.ts'
import { paperRules } from './paper-rules.ts'

export interface PaperAccess {
  readonly credentials: Credentials
  readonly clock: Clock
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  /** USDT, decimal, on the first day. */
  readonly startingBalance: string
  /** Where prices come from: a recorded market; Binance's public ones without. */
  readonly feedUrl: string | undefined
  /** Another address that tells Binance's public prices. */
  readonly pricesUrl?: string | undefined
  /** Hears of rules that could not be had at Binance. */
  readonly telemetry?: Pick<Telemetry, 'warn' | 'error'> | undefined
}

/** What answers the requests of a paper deployment: the venue over the deployment's own table. */
export function paperTransport(access: PaperAccess): PaperVenue['fetch'] {
  const { credentials, clock, documents, table, startingBalance, feedUrl, pricesUrl, telemetry } = access
  const at = pricesUrl === undefined ? {} : { baseUrl: pricesUrl }
  return createPaperVenue({
    store: dynamoVenueStore({ documents, table, clock }),
    feed: feedUrl
      ? recordedFeed(feedUrl)
      : binanceFeed({ ...at, clock, tapes: dynamoTapes({ documents, table, clock }) }),
    clock,
    rules: paperRules({ documents, table, clock, feedUrl, pricesUrl, telemetry }),
    settings: { ...credentials, startingBalance },
  }).fetch
}
