import { binanceFeed } from '#paper/feed/binance-feed.ts'
import type { PriceFeed, PriceStep } from '#paper/ports.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { serveMarket } from '../../../infra/local/market/market-server.ts'
import { type VirtualClock, virtualClock } from '../builder.ts'
import { temporaryFolder } from '../market/market-files.ts'

export const crash = Date.parse('2025-02-03T02:07:00Z')
const folder = temporaryFolder()
const funding = folder.write('ETHUSDT-x.csv', [
  'funding_time,symbol,funding_rate',
  `${crash + 30_000},ETHUSDT,0.0001`,
  `${crash + 90_000},ETHUSDT,-0.0002`,
])
/** Four steps a second: Binance's tape as a feed that reads seconds sees it. */
export const market = openMarket({
  klines: [new URL('../../../infra/local/sample', import.meta.url).pathname],
  funding: [funding],
  stepMs: 250,
  tickSizes: { ETHUSDT: '0.01' },
})
folder.remove()
export const eth = market.symbol('ETHUSDT')

/** Binance's documented weights. */
function weightOf(url: URL): number {
  const [endpoint = '', query] = [url.pathname.split('/').at(-1), url.searchParams]
  if (endpoint.toLowerCase().endsWith('klines')) return Number(query.get('limit')) < 100 ? 1 : 5
  const one = { aggTrades: 20, trades: 5, premiumIndex: 1, bookTicker: 2, price: 1, fundingRate: 0 }
  const all = { premiumIndex: 10, bookTicker: 5, price: 2 }
  const weight = Object.entries(query.has('symbol') ? one : all).find(([name]) => name === endpoint)?.[1]
  if (weight === undefined) throw new Error(`Expected a request of known weight, got ${url}`)
  return weight
}

/** The crash, served as Binance's public endpoints serve a market, on its own clock. */
export interface RecordedBinance {
  readonly clock: VirtualClock
  readonly url: string
  /** Every request since `begin`. */
  readonly asked: URL[]
  /** The weight of these requests. */
  weight(): number
  askedFor(endpoint: string): readonly URL[]
  /** A minute into the crash, with nothing requested yet. */
  begin(): void
  forget(): void
  /** A separate process; `answer` may answer in Binance's place. */
  openFeed(answer?: (url: string) => Response | undefined): PriceFeed
  close(): Promise<void>
}

export async function startRecordedBinance(): Promise<RecordedBinance> {
  const clock = virtualClock()
  const server = await serveMarket(market, clock)
  const asked: URL[] = []
  const forget = () => {
    asked.length = 0
  }
  return {
    clock,
    url: server.url,
    asked,
    forget,
    weight: () => asked.reduce((sum, url) => sum + weightOf(url), 0),
    askedFor: endpoint => asked.filter(url => url.pathname.endsWith(`/${endpoint}`)),
    begin: () => {
      clock.advance(crash + 60_000 - clock.now())
      forget()
    },
    openFeed: answer => {
      const counting: typeof fetch = async (input, init) => {
        const url = String(input)
        asked.push(new URL(url))
        return answer?.(url) ?? fetch(url, init)
      }
      return binanceFeed({ clock, baseUrl: server.url, fetch: counting, timeoutMs: 20_000 })
    },
    close: () => server.close(),
  }
}

export const lasts = (steps: readonly PriceStep[]) => steps.map(step => Number(step.last))
/** Lowest and highest last price. */
export const range = (steps: readonly PriceStep[]) => [Math.min(...lasts(steps)), Math.max(...lasts(steps))]
export const volume = (steps: readonly PriceStep[]) =>
  steps.reduce((sum, step) => sum + Number(step.volume), 0)
