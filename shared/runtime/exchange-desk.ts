import { createBinanceExchange } from '#exchange/binance.ts'
import { ExchangeError } from '#exchange/failure.ts'
import { binanceFeed } from '#paper/binance-feed.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { recordedFeed } from '#paper/recorded-feed.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Desk } from '#protection/desk.ts'
import { createDocuments } from '#state/client.ts'
import { createState } from '#state/state.ts'
import { processClock } from './clock.ts'
import { type Configuration, type Environment, loadConfiguration } from './configuration.ts'
import { lazily } from './lazily.ts'
import { loadResources } from './resources.ts'
import { type Credentials, credentialsReader } from './secrets.ts'
import { createTelemetry } from './telemetry.ts'

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
    const paper = configuration.venue === 'paper' && { fetch: paperVenue(credentials).fetch }
    const exchange = createBinanceExchange({ ...credentials, venue: configuration.venue, clock, ...paper })
    return { exchange, state, clock, telemetry, configuration, deployment: resources.deployment }
  }

  /** The paper venue over the table; prices from a recorded market if one is named, else from Binance. */
  function paperVenue(credentials: Credentials) {
    const recorded = environment.QT_PAPER_FEED_URL
    return createPaperVenue({
      store: dynamoVenueStore({ documents, table: resources.table }),
      feed: recorded ? recordedFeed(recorded) : binanceFeed({ clock }),
      clock,
      rules: shippedRules,
      settings: { ...credentials, startingBalance: configuration.paperBalance },
    })
  }

  /** What the exchange counts against the address is counted here too, unless `work` told it already. */
  async function metered<T>(work: (desk: ExchangeDesk) => Promise<T>): Promise<T> {
    const desk = await atHand()
    try {
      return await work(desk)
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
