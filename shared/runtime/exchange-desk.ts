import { ExchangeError } from '#exchange/failure.ts'
import type { Desk } from '#protection/desk.ts'
import { createDocuments } from '#state/client.ts'
import { createState } from '#state/state.ts'
import { processClock } from './clock.ts'
import { type Configuration, type Environment, loadConfiguration } from './configuration.ts'
import { lazily } from './lazily.ts'
import { loadResources } from './resources.ts'
import { credentialsReader } from './secrets.ts'
import { createTelemetry } from './telemetry.ts'
import { venueExchange } from './venue-exchange.ts'

export interface ExchangeDesk extends Desk {
  readonly configuration: Configuration
  readonly deployment: string
}

/** Binance's answers to a key that is not, or no longer, valid. */
const refusedKeys = [-2014, -2015, -1022]

/**
 * Wires a function that trades. Settings are checked when the function starts; the API key is fetched with
 * the first event, and once more when the exchange refuses it, because keys are rotated while this runs.
 */
export function exchangeDesk(environment: Environment) {
  const clock = processClock()
  const configuration = loadConfiguration(environment)
  const resources = loadResources(environment, 'table', 'secretId', 'deployment')
  const telemetry = createTelemetry(clock)
  const documents = createDocuments()
  const state = createState({ documents, table: resources.table, clock })
  const readCredentials = credentialsReader(resources.secretId)

  async function open(fresh: boolean): Promise<ExchangeDesk> {
    const [credentials] = await Promise.all([
      readCredentials(fresh),
      state.account.open(configuration.venue, configuration.killSwitch),
    ])
    const { table } = resources
    const feedUrl = environment.QT_PAPER_FEED_URL
    const exchange = venueExchange({ configuration, credentials, clock, documents, table, feedUrl })
    return { exchange, state, clock, telemetry, configuration, deployment: resources.deployment }
  }

  /** What the exchange counts against the address is counted here too, unless `work` told it already. */
  async function metered<T>(work: (desk: ExchangeDesk) => Promise<T>): Promise<T> {
    const desk = await atHand()
    try {
      return await work(desk)
    } catch (error) {
      if (error instanceof ExchangeError && error.bannedUntil !== undefined) telemetry.count('Banned')
      throw error
    } finally {
      const { weight } = desk.exchange.drainUsage()
      if (weight > 0) telemetry.count('RequestWeight', weight)
    }
  }

  let atHand = lazily(() => open(false))
  return {
    telemetry,
    /** Runs `work` at the desk; once more with a fresh key when the exchange refused the one at hand. */
    async run<T>(work: (desk: ExchangeDesk) => Promise<T>): Promise<T> {
      try {
        return await metered(work)
      } catch (error) {
        if (!isRefusedKey(error)) throw error
        telemetry.warn('credentials-refused', { code: error.code })
        atHand = lazily(() => open(true))
        return metered(work)
      }
    },
  }
}

const isRefusedKey = (error: unknown): error is ExchangeError & { readonly code: number } =>
  error instanceof ExchangeError && error.code !== undefined && refusedKeys.includes(error.code)
