import { processClock } from '#ports/clock.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import type { Environment } from '#settings/configuration.ts'
import { loadResources } from '#settings/resources.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { createState } from '#table/state.ts'
import { bundledConfiguration } from './bundled-for.ts'
import { createDocuments } from './documents.ts'
import { credentialsReader } from './secrets.ts'
import { createTelemetry } from './telemetry.ts'
import { tradingProcess } from './trading-process.ts'
import { venueExchange } from './venue-exchange.ts'

/** How soon a read of the exchange must have failed to be repeated once, in milliseconds. */
export interface Patience {
  readonly repeat: number
}

/**
 * Wires a function that trades. Settings are checked when the function starts. The API key is fetched with the first
 * event, then every 15 minutes, and at once if the exchange rejects it: keys are rotated while this runs.
 */
export function wireFunction(environment: Environment, { repeat: repeatWithinMs }: Patience) {
  const clock = processClock()
  const configuration = bundledConfiguration(environment)
  const resources = loadResources(environment, 'table', 'secretId', 'deployment')
  const { table, deployment } = resources
  const endpoint = binanceEndpoint(environment, configuration.venue)
  const telemetry = createTelemetry(clock)
  const documents = createDocuments()
  const state = createState({ documents, table, clock })
  const sharesAddress = environment[stackVariables.fixedEgress] === 'true'
  const feedUrl = environment[stackVariables.paperFeedUrl]
  const at = { configuration, clock, documents, table, feedUrl, endpoint, repeatWithinMs }
  const run = tradingProcess({
    ...{ clock, state, telemetry, configuration, deployment, sharesAddress },
    readCredentials: credentialsReader(resources.secretId),
    exchangeOf: credentials => venueExchange({ ...at, credentials, telemetry }),
  })
  return { telemetry, state, clock, configuration, run }
}
