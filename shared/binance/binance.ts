import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import type { Exchange } from '#ports/exchange.ts'
import { account } from './account.ts'
import { algoOrders } from './algo-orders.ts'
import { createClient } from './client.ts'
import { exchangeTime } from './exchange-time.ts'
import { history } from './history.ts'
import { keyRights } from './key-rights.ts'
import { marketRules } from './market-rules.ts'
import { positions } from './positions.ts'
import { quotes } from './quote.ts'
import { regularOrders } from './regular-orders.ts'
import { resting } from './rest.ts'
import { scrubber } from './scrub.ts'
import { readServerTime } from './server-time.ts'
import { sentTo } from './stand-in.ts'
import { createTransport, type Fetch } from './transport.ts'
import { meter } from './usage.ts'
import { createWire } from './wire.ts'

export interface BinanceSettings {
  readonly apiKey: string
  readonly secret: string
  readonly venue: Venue
  readonly clock: Clock
  /** Answers the requests: the paper venue's transport, required on paper; Node's own otherwise. */
  readonly fetch?: Fetch
  /**
   * Hears every request and its answer on the wire, and passes both on. Never store them as they are: they hold
   * secrets.
   */
  readonly overhear?: Overhear
  /** Where a stand-in for Binance listens on this machine; Binance's hosts are then never asked. */
  readonly endpoint?: string
  /** Milliseconds after its timestamp within which the exchange still takes a request. */
  readonly recvWindow?: number
  /** Real milliseconds for one request, including its whole answer. */
  readonly timeoutMs?: number
  /** A read that failed within this many milliseconds is repeated once, at once; by default any. */
  readonly repeatWithinMs?: number
}

/** Stands between the adapter and its transport; is told which texts it must never let out. */
export type Overhear = (fetch: Fetch, secrets: readonly string[]) => Fetch

/** Binance USDⓈ-M futures, real or on paper. Makes no request of its own accord. */
export function createBinanceExchange(settings: BinanceSettings): Exchange {
  const {
    apiKey,
    secret,
    venue,
    clock,
    recvWindow = timing.recvWindow,
    timeoutMs = timing.request,
    repeatWithinMs = timing.functions.executor.repeat,
    overhear = fetch => fetch,
  } = settings
  if (!apiKey || !secret) throw new Error(`the ${venue} venue needs an API key and its secret; one is empty`)
  if (venue === 'paper' && !settings.fetch)
    throw new Error(
      'the paper venue needs its own fetch: without one its orders would reach the real exchange',
    )

  const spent = meter()
  const asked = resting(() => clock.now())
  const elsewhere = settings.endpoint === undefined ? globalThis.fetch : sentTo(settings.endpoint)
  const fetch = overhear(settings.fetch ?? elsewhere, [apiKey, secret])
  const transport = createTransport(fetch, timeoutMs, spent.hear)
  // The wire reads the exchange's clock through itself, and stamps its requests by it.
  const time = exchangeTime(clock, () => readServerTime(wire))
  const client = createClient({
    apiKey,
    secret,
    venue,
    recvWindow,
    timeoutMs,
    clock,
    exchangeTime: time.now,
    transport,
  })
  const scrub = scrubber([apiKey, secret])
  const wire = createWire({ client, clock, time, meter: spent, resting: asked, scrub, repeatWithinMs })
  return {
    serverTime: () => time.measure(),
    ...marketRules(wire),
    ...account(wire),
    ...keyRights(wire),
    ...quotes(wire),
    ...positions(wire),
    ...regularOrders(wire),
    ...algoOrders(wire),
    ...history(wire),
    drainUsage: () => spent.drain(),
    rest: (time = clock.now()) => asked.at(time),
    heed: rest => asked.heed(rest),
  }
}
