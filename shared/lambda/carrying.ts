import { createCarrier } from '#binance/carrier.ts'
import { sentTo } from '#binance/stand-in.ts'
import type { Fetch } from '#binance/transport.ts'
import { timing } from '#domain/timing.ts'
// Imported by a package's name: bundles for Binance replace it with another file (infra/stacks/bundling.ts).
import { paperTransport } from '#lambda/paper-transport.ts'
import type { Carrier } from '#ports/carrier.ts'
import { processClock } from '#ports/clock.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import type { Environment } from '#settings/configuration.ts'
import { loadResources } from '#settings/resources.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { createState } from '#table/state.ts'
import { bundledConfiguration } from './bundled-for.ts'
import { counted } from './counted.ts'
import { createDocuments } from './documents.ts'
import { lazily } from './lazily.ts'
import { credentialsReader } from './secrets.ts'
import { withSharedRest } from './shared-rest.ts'
import { createTelemetry } from './telemetry.ts'

/**
 * Wires the function that carries the requests of the operator's adapter: it signs with the deployment's key, which
 * never leaves AWS, and shares with the trading functions what the exchange asked of their address.
 */
export function wireCarrier(environment: Environment) {
  const clock = processClock()
  const configuration = bundledConfiguration(environment)
  const { table, secretId } = loadResources(environment, 'table', 'secretId', 'deployment')
  const { venue, paperBalance: startingBalance } = configuration
  const endpoint = binanceEndpoint(environment, venue)
  const telemetry = createTelemetry(clock)
  const documents = createDocuments()
  const state = createState({ documents, table, clock })
  const key = credentialsReader(secretId)

  async function send(): Promise<Fetch> {
    if (venue !== 'paper') return endpoint === undefined ? globalThis.fetch : sentTo(endpoint)
    const feedUrl = environment[stackVariables.paperFeedUrl]
    const at = { clock, documents, table, startingBalance, feedUrl, telemetry }
    return paperTransport({ credentials: await key(), ...at })
  }
  const open = lazily(async (): Promise<Carrier> => {
    const { request: timeoutMs } = timing.functions.operator
    return createCarrier({ venue, clock, key, fetch: await send(), timeoutMs })
  })
  return {
    telemetry,
    async run<T>(
      work: (context: { readonly carrier: Carrier; readonly telemetry: Telemetry }) => Promise<T>,
    ) {
      const carrier = await open()
      const context = { exchange: carrier, state, clock, telemetry }
      return counted(context, () => withSharedRest(context, () => work({ carrier, telemetry })))
    },
  }
}
