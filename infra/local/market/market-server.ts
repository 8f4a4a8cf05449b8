import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeLengths, encodeBars, NO_BARS } from '#paper/feed/bar-lines.ts'
import { encodeSteps } from '#paper/feed/step-lines.ts'
import type { RecordedRules } from '#paper/rules/recorded-rules.ts'
import type { Clock } from '#ports/clock.ts'
import { addressOf, answering } from '../runner/incoming.ts'
import type { Market } from './market.ts'
import { type Endpoint, publicEndpoints } from './public-endpoints.ts'
import type { SymbolMarket } from './symbol-market.ts'

export interface MarketServer {
  readonly url: string
  /** Answers within this process as the server does to a GET of the same address. */
  ask(url: string): Promise<MarketAnswer>
  close(): Promise<void>
}

export interface MarketAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How far ahead a caller's clock may be; its request waits until the market gets there. */
const patienceMs = 5_000

/**
 * Serves a recorded market to other threads and processes, never beyond `clock.now()`:
 *
 * - `GET /steps?symbol=&from=&to=` and `GET /latest?symbol=&at=`: steps as lines (see step-lines.ts);
 * - `GET /bars?symbol=&price=&after=&lengths=`: candles that follow each other after a time (see bar-lines.ts);
 * - `GET /rules`: its symbols' rules (see recorded-rules.ts);
 * - Binance's public endpoints (see public-endpoints.ts), as JSON, with the weight used in this minute.
 */
export async function serveMarket(
  market: Market,
  clock: Clock,
  { port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {},
): Promise<MarketServer> {
  const used = weightByMinute(clock)
  const ask = (url: string) =>
    answer(market, clock, new URL(url, 'http://market'), used).catch(error => {
      return json(500, { code: -1000, msg: error instanceof Error ? error.message : String(error) })
    })
  const server = createServer(
    answering(async (request, response) => {
      const { status, headers, body } = await ask(addressOf('http://market', request.url))
      response.writeHead(status, headers).end(body)
    }),
  )
  // Price feeds keep their connection through the pauses between looks.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    ask,
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

/** Counts request weight in the minutes of the clock, as Binance does for an address. */
function weightByMinute(clock: Clock): (weight: number) => number {
  let minute = 0
  let used = 0
  return weight => {
    const now = Math.floor(clock.now() / 60_000)
    used = (now === minute ? used : 0) + weight
    minute = now
    return used
  }
}

async function answer(
  market: Market,
  clock: Clock,
  url: URL,
  used: (weight: number) => number,
): Promise<MarketAnswer> {
  const query = url.searchParams
  const endpoint: Endpoint | undefined = publicEndpoints[url.pathname]
  if (endpoint) {
    const weight = { 'X-MBX-USED-WEIGHT-1M': String(used(endpoint.weight(query))) }
    const { status = 200, body } = endpoint.answer(market, query, clock.now())
    return json(status, body, weight)
  }
  if (url.pathname === '/rules') return json(200, recordedBodies(market))
  if (url.pathname === '/bars') return barsAnswer(market, clock, query)
  const end = { '/steps': 'to', '/latest': 'at' }[url.pathname]
  if (end === undefined) return text(404, `No such endpoint: ${url.pathname}.`)
  const symbol = market.symbol(query.get('symbol') ?? '')
  const to = timeOf(query, end)
  const from = end === 'to' ? timeOf(query, 'from') : to
  if (Number.isNaN(to) || Number.isNaN(from))
    return text(400, `Expected times in milliseconds, got "${url.search}".`)
  const refused = await reached(clock, to)
  return refused ?? text(200, symbol ? encodeSteps(stepsFor(symbol, end, from, to)) : '')
}

/** Waits until the market reaches a time; throws if that is too far ahead. */
async function reached(clock: Clock, time: number): Promise<MarketAnswer | undefined> {
  const ahead = time - clock.now()
  if (ahead > patienceMs)
    return text(400, `Expected times up to the market's now, got one ${ahead} ms later.`)
  if (ahead > 0) await clock.sleep(ahead)
  return undefined
}

async function barsAnswer(market: Market, clock: Clock, query: URLSearchParams): Promise<MarketAnswer> {
  const spans = decodeLengths(query.get('lengths') ?? '', timeOf(query, 'after'))
  const refused = await reached(clock, spans.at(-1)?.to ?? 0)
  if (refused) return refused
  const price = query.get('price') === 'mark' ? 'mark' : 'last'
  const symbol = market.symbol(query.get('symbol') ?? '')
  const bars = symbol ? symbol.bars(price, spans) : spans.map(() => undefined)
  return text(200, bars === undefined ? NO_BARS : encodeBars(bars))
}

function recordedBodies({ rules, symbols }: Market): RecordedRules {
  const { exchangeInfo, brackets, fundingInfo = [] } = rules
  const origins = symbols.flatMap(symbol => {
    const own = rules.originsOf(symbol)
    return own === undefined ? [] : [[symbol, own] as const]
  })
  return { exchangeInfo, brackets, fundingInfo, origins: Object.fromEntries(origins) }
}

function stepsFor(symbol: SymbolMarket, end: string, from: number, to: number) {
  if (end === 'to') return symbol.steps(from, to)
  const step = symbol.latest(to)
  return step ? [step] : []
}

function timeOf(query: URLSearchParams, name: string): number {
  const given = query.get(name)
  return given === null || given === '' ? Number.NaN : Number(given)
}

const json = (status: number, body: unknown, more: MarketAnswer['headers'] = {}): MarketAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...more },
  body: JSON.stringify(body),
})

const text = (status: number, body: string): MarketAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})
