import { onTestFinished } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import type { Fetch } from '#binance/transport.ts'
import type { NewAlgoOrder } from '#domain/orders.ts'
import type { Exchange } from '#ports/exchange.ts'
import { serveVenue } from '../../infra/local/market/serve.ts'
import { type Bench, bench } from '../paper/builder.ts'

export const symbol = 'BTCUSDT'

/** The fate of one request on its way to the venue. */
export type Fault =
  | 'lost on the way there'
  | 'answer lost'
  | 'answer cut off'
  | { readonly status: number; readonly body: unknown }

export interface ServedVenue {
  readonly of: Bench
  readonly exchange: Exchange
  /** The fate of the next request to a route (`POST /fapi/v1/order`). */
  fault(route: string, fault: Fault): void
}

/** Our exchange at the paper venue until the test ends, with a real socket between them. BTCUSDT stands at 60000. */
export async function servedVenue(): Promise<ServedVenue> {
  const of = bench()
  const served = await serveVenue(of.venue)
  onTestFinished(served.close)
  const faults = new Map<string, Fault>()
  const overHttp: Fetch = (url, init) => fetch(url.replace('https://fapi.binance.com', served.url), init)
  const exchange = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    venue: 'paper',
    clock: of.clock,
    fetch: faulty(overHttp, faults),
  })
  return { of, exchange, fault: (route, fault) => void faults.set(route, fault) }
}

const faulty =
  (fetch: Fetch, faults: Map<string, Fault>): Fetch =>
  async (url, init) => {
    const route = `${init.method} ${new URL(url).pathname}`
    const fault = faults.get(route)
    faults.delete(route)
    if (fault === 'lost on the way there') throw new TypeError('fetch failed')
    const answer = await fetch(url, init)
    if (fault === undefined) return answer
    if (fault === 'answer lost') throw new TypeError('fetch failed')
    if (fault === 'answer cut off') return cutOff(await answer.text())
    return new Response(JSON.stringify(fault.body), { status: fault.status })
  }

/** A body that breaks off in the middle, as undici reports it. */
const cutOff = (body: string) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)))
        controller.error(new TypeError('terminated'))
      },
    }),
  )

export const enter = (exchange: Exchange) =>
  exchange.place({
    type: 'LIMIT',
    timeInForce: 'IOC',
    symbol,
    side: 'BUY',
    quantity: '0.1',
    price: '60010',
    clientId: 'qt-e1',
  })

const sell = { symbol, side: 'SELL' } as const

export const close = (exchange: Exchange, quantity: string) =>
  exchange.place({ ...sell, type: 'MARKET', reduceOnly: true, quantity, clientId: 'qt-c1' })

export const primary = (clientId: string, triggerPrice: string): NewAlgoOrder => ({
  ...sell,
  type: 'STOP_MARKET',
  closePosition: true,
  triggerPrice,
  clientId,
})

export const backup = (clientId: string, triggerPrice: string, quantity: string): NewAlgoOrder => ({
  ...sell,
  type: 'STOP',
  triggerPrice,
  price: triggerPrice,
  quantity,
  clientId,
})

export const partial = (
  type: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET',
  clientId: string,
  triggerPrice: string,
): NewAlgoOrder => ({ ...sell, type, triggerPrice, quantity: '0.05', clientId })

/** Both books by client id, the algo book with type and trigger. */
export async function books(exchange: Exchange) {
  const [regular, algo] = await Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])
  return {
    regular: regular.map(order => order.clientId),
    algo: algo.map(order => `${order.clientId} ${order.type} ${order.triggerPrice}`),
  }
}

export const accepted = { outcome: 'accepted' }
