import { addressesOf } from '#binance/streams/addresses.ts'
import { binanceStream } from '#binance/streams/binance-stream.ts'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import type { VenueStream } from '#ports/venue-stream.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import { ConfigurationError, type Environment } from '#settings/configuration.ts'

export interface StreamAccess {
  readonly venue: Venue
  readonly clock: Clock
  /** `fresh`: the one at hand was refused. */
  readonly apiKey: (fresh?: boolean) => Promise<string>
  /** Real milliseconds for one request. */
  readonly timeoutMs: number
}

/** What the venue that is traded at tells by itself. */
export function venueStream(environment: Environment, access: StreamAccess): VenueStream {
  const { venue } = access
  if (venue === 'paper')
    throw new ConfigurationError([
      'the sentinel hears Binance, and the paper venue is chosen, which tells nothing by itself: deploy it with demo or live, or without the sentinel',
    ])
  return binanceStream({ ...access, addresses: addressesOf(venue, binanceEndpoint(environment, venue)) })
}
