import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import { binanceusdm } from './ccxt.ts'
import type { Fetch } from './transport.ts'

interface ClientSettings {
  readonly apiKey: string
  readonly secret: string
  readonly venue: Venue
  readonly recvWindow: number
  readonly timeoutMs: number
  readonly clock: Clock
  /** The exchange's time in milliseconds, for stamping requests. */
  readonly exchangeTime: () => number
  readonly transport: Fetch
}

/** ccxt's client with the endpoints that are asked here: methods for all that Binance has take half of its start. */
class FuturesClient extends binanceusdm {
  override describe() {
    const { api, ...all } = super.describe()
    const { fapiPublic, fapiPublicV2, fapiPrivate, fapiPrivateV3, sapi } = api
    const rights = 'account/apiRestrictions'
    const futures = { fapiPublic, fapiPublicV2, fapiPrivate, fapiPrivateV3 }
    return { ...all, api: { ...futures, sapi: { get: { [rights]: sapi.get[rights] } } } }
  }
}

/**
 * The ccxt client, used for addresses, signatures and parsing JSON. It loads no markets, keeps no rate limit,
 * repeats nothing and reads no clock but ours. Paper is the live client with another transport.
 */
export function createClient(settings: ClientSettings): binanceusdm {
  const client = new FuturesClient({
    apiKey: settings.apiKey,
    secret: settings.secret,
    enableRateLimit: false,
    // The transport ends a request; this timeout must only not come first.
    timeout: settings.timeoutMs + 1_000,
    userAgent: 'quantum-trader',
    enableLastHttpResponse: false,
    enableLastJsonResponse: false,
    options: { recvWindow: settings.recvWindow, maxRetriesOnFailure: 0, fetchCurrencies: false },
  })
  client.fetchImplementation = settings.transport
  client.milliseconds = () => settings.clock.now()
  client.nonce = () => Math.round(settings.exchangeTime())
  if (settings.venue === 'demo') client.enableDemoTrading(true)
  return client
}
