import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { addressesOf } from '#binance/streams/addresses.ts'
import { binanceStream } from '#binance/streams/binance-stream.ts'
// Imported by a package's name: bundles for Binance replace it with another file (infra/stacks/bundling.ts).
import { paperStream } from '#lambda/paper-stream.ts'
import type { Clock } from '#ports/clock.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { VenueStream } from '#ports/venue-stream.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import type { Environment } from '#settings/configuration.ts'
import { loadResources } from '#settings/resources.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { credentialsReader } from './secrets.ts'

export interface StreamAccess {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  readonly telemetry: Telemetry
  /** Real milliseconds for one request. */
  readonly timeoutMs: number
}

/** The events of the traded venue; on paper, those that it would tell. Throws a `ConfigurationError`. */
export function venueStream(environment: Environment, access: StreamAccess): VenueStream {
  const { configuration, clock, timeoutMs } = access
  const { venue, paperBalance: startingBalance } = configuration
  if (venue === 'paper')
    return paperStream({ ...access, startingBalance, feedUrl: environment[stackVariables.paperFeedUrl] })
  const credentials = credentialsReader(loadResources(environment, 'secretId').secretId)
  const apiKey = async (fresh?: boolean) => (await credentials(fresh)).apiKey
  const addresses = addressesOf(venue, binanceEndpoint(environment, venue))
  return binanceStream({ clock, timeoutMs, apiKey, addresses })
}
