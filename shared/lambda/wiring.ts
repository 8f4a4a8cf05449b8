import { isCredentialsRefusal } from '#binance/outcome.ts'
import { processClock } from '#ports/clock.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Context } from '#ports/context.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { binanceEndpoint } from '#settings/binance-endpoint.ts'
import type { Environment } from '#settings/configuration.ts'
import { loadResources } from '#settings/resources.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { createState } from '#table/state.ts'
import { keyGuard } from './api-key.ts'
import { bundledConfiguration } from './bundled-for.ts'
import { counted } from './counted.ts'
import { createDocuments } from './documents.ts'
import { lazily } from './lazily.ts'
import { type Credentials, credentialsReader } from './secrets.ts'
import { withSharedRest } from './shared-rest.ts'
import { createTelemetry } from './telemetry.ts'
import { venueExchange } from './venue-exchange.ts'

export interface WiredContext extends Context {
  readonly configuration: Configuration
  readonly deployment: string
  /** Halts entries while the API key may do what it must not; to be called before an entry. */
  checkKey(): Promise<void>
}

/** How soon a read of the exchange must have failed to be made once more, in milliseconds. */
export interface Patience {
  readonly repeat: number
}

interface AtHand {
  readonly credentials: Credentials
  readonly open: () => Promise<WiredContext>
}

/**
 * Wires a function that trades. Settings are checked when the function starts; the API key is fetched with
 * the first event, then every 15 minutes, and at once when the exchange refuses it: keys are rotated while this
 * runs.
 */
export function wireFunction(environment: Environment, { repeat: repeatWithinMs }: Patience) {
  const clock = processClock()
  const configuration = bundledConfiguration(environment)
  const resources = loadResources(environment, 'table', 'secretId', 'deployment')
  const endpoint = binanceEndpoint(environment, configuration.venue)
  const telemetry = createTelemetry(clock)
  const documents = createDocuments()
  const state = createState({ documents, table: resources.table, clock })
  const sharesAddress = environment[stackVariables.fixedEgress] === 'true'
  const readCredentials = credentialsReader(resources.secretId)

  async function open(credentials: Credentials): Promise<WiredContext> {
    await state.account.open(configuration.venue, configuration.killSwitch)
    const { table } = resources
    const { venue } = configuration
    const feedUrl = environment[stackVariables.paperFeedUrl]
    const at = { configuration, credentials, clock, documents, table, feedUrl, endpoint }
    const exchange = venueExchange({ ...at, repeatWithinMs })
    const context = { exchange, state, clock, telemetry, configuration, deployment: resources.deployment }
    return { ...context, checkKey: keyGuard({ ...context, venue, apiKey: credentials.apiKey }) }
  }

  /** The context for the key that the secret holds; the one at hand goes on when the secret cannot be read. */
  async function current(fresh: boolean): Promise<AtHand> {
    const credentials = await readCredentials(fresh).catch(error => {
      if (!atHand) throw error
      telemetry.error('secret-unreadable', error, {})
      return atHand.credentials
    })
    if (atHand && isSame(atHand.credentials, credentials)) return atHand
    if (atHand) telemetry.info('credentials-changed', {})
    atHand = { credentials, open: lazily(() => open(credentials)) }
    return atHand
  }

  async function metered<T>(work: (context: WiredContext) => Promise<T>, fresh = false): Promise<T> {
    const context = await (await current(fresh)).open()
    return counted(context, () =>
      sharesAddress ? withSharedRest(context, () => work(context)) : work(context),
    )
  }

  let atHand: AtHand | undefined
  return {
    ...{ telemetry, state, clock, configuration },
    /** Runs `work` at the context; once more with a fresh key when the exchange refused the one at hand. */
    async run<T>(work: (context: WiredContext) => Promise<T>): Promise<T> {
      try {
        return await metered(work)
      } catch (error) {
        if (!isRefusedKey(error)) throw error
        telemetry.warn('credentials-refused', { code: error.code })
        return metered(work, true)
      }
    },
  }
}

const isRefusedKey = (error: unknown): error is ExchangeError & { readonly code: number } =>
  error instanceof ExchangeError && isCredentialsRefusal(error.code)

const isSame = (one: Credentials, other: Credentials): boolean =>
  one.apiKey === other.apiKey && one.secret === other.secret
