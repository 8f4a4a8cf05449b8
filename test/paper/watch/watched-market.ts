import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { firstTradeAt } from '#paper/feed/step-trades.ts'
import { heardPrices, type WatchedPrices } from '#paper/feed/watched-prices.ts'
import type { VenueStore } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { type AccountWatch, accountWatch } from '#paper/streams/account-watch.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { type Bench, bench, signed } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { sharedTapes } from './tapes.ts'

/** A process whose requests bring the venue up to date and which reads its prices from Binance. */
export interface Process {
  readonly venue: PaperVenue
  ask(method: string, path: string, params?: Record<string, string | number | boolean>): Promise<unknown>
}

/** A paper account over one store and one tape, on a Binance that serves both readings and streams. */
export interface WatchedMarket {
  readonly binance: Bench
  readonly store: VenueStore
  readonly tapes: ReturnType<typeof sharedTapes>
  /** The paths of all readings of prices. */
  readonly read: string[]
  process(store?: VenueStore): Process
  /** A watcher that hears the account's prices over streams. */
  watcher(store?: VenueStore): AccountWatch & { readonly prices: WatchedPrices }
  /** The price from `afterMs` on; every watcher hears the trade `told` times. */
  trade(price: string, afterMs: number, told?: number): void
  /** Sends the present mark and book to every watcher. */
  tell(): void
  /** Every watcher loses its streams. */
  cut(): void
}

const symbol = SYMBOL.symbol

export function watchedMarket(): WatchedMarket {
  const binance = bench()
  const { clock, settings } = binance
  const [store, tapes, read] = [createMemoryStore(), sharedTapes(), [] as string[]]
  let heard: readonly ReturnType<typeof heardPrices>['heard'][] = []
  let last = '60000'
  const fetching: typeof fetch = async (url, init) => {
    read.push(new URL(String(url)).pathname)
    const answer = await binance.venue.fetch(String(url), init)
    return new Response(answer.body, answer)
  }
  const at = { clock, rules: shippedRules, settings }
  return {
    ...{ binance, store, tapes, read },
    process: (over = store) => {
      const feed = binanceFeed({ clock, tapes, fetch: fetching })
      const venue = createPaperVenue({ ...at, store: over, feed })
      return {
        venue,
        ask: async (method, path, params = {}) => {
          const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
          const body = await answer.json()
          if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`)
          return body
        },
      }
    },
    watcher: (over = store) => {
      const prices = heardPrices({ clock, tapes, fetch: fetching })
      prices.keep([symbol])
      heard = [...heard, prices.heard]
      return { ...accountWatch({ ...at, store: over, prices }), prices }
    },
    trade: (price, afterMs, told = 1) => {
      clock.advance(afterMs)
      const time = clock.now()
      binance.feed.push(symbol, time, { last: price, volume: '40' })
      const id = firstTradeAt(time)
      const buyerWasMaker = Number(price) < Number(last)
      last = price
      for (let times = 0; times < told; times++)
        for (const each of heard)
          each.trade({
            ...{ symbol, aggregateId: id, firstId: id, id, time },
            ...{ price, quantity: '40', buyerWasMaker },
          })
    },
    tell: () => {
      const time = clock.now()
      for (const each of heard) {
        each.mark({ symbol, time, mark: last, nextFundingTime: 0 })
        each.book({ symbol, bid: last, ask: last })
      }
    },
    cut: () => {
      for (const each of heard) each.lose()
    },
  }
}
