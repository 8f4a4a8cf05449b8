import type { Clock } from '#runtime/clock.ts'
import { publicPrices } from './market/public-prices.ts'
import { readTape, type Tape } from './market/tape.ts'
import type { PriceFeed } from './ports.ts'
import { PriceUnavailable } from './price-unavailable.ts'

export interface BinanceFeedOptions {
  readonly clock: Clock
  readonly fetch?: typeof fetch
  /** Default `https://fapi.binance.com`. */
  readonly baseUrl?: string
}

/** A symbol is read at most once in this time: a look weighs 23, and every request to the venue asks for one. */
const freshMs = 1_000

/**
 * Prices from Binance's public endpoints: trades become steps (per second lowest, highest and last, so that no
 * wick is lost), mark and book are read at the present, and the basis between two looks lies on a straight line.
 *
 * Between two looks, at most a second, the market stands still here; what traded meanwhile is told by the next
 * one. So a caller that keeps a cursor keeps the time of the last step it got, not the time it asked for.
 * Two processes see the same trades; their marks may differ by what the basis moved between their looks, as
 * Binance publishes no mark by the second. Throws PriceUnavailable when Binance does not answer: it
 * never invents a price.
 */
export function binanceFeed(options: BinanceFeedOptions): PriceFeed {
  const { clock, baseUrl = 'https://fapi.binance.com' } = options
  const prices = publicPrices({ clock, baseUrl, fetch: options.fetch ?? fetch })
  const tapes = new Map<string, Tape>()
  const looks = new Map<string, Promise<void>>()

  const look = (symbol: string, from: number | undefined): Promise<void> => {
    const held = tapes.get(symbol)
    const joins = held && (from === undefined || from >= held.from)
    const looking = readTape(prices, symbol, clock.now(), joins ? held : undefined, from)
      .then(tape => void tapes.set(symbol, tape))
      .finally(() => looks.delete(symbol))
    looks.set(symbol, looking)
    return looking
  }

  /** The tape of a symbol, from `from` on if given and up to `to`, or up to less than a second ago. */
  const tapeOf = async (symbol: string, from: number | undefined, to: number): Promise<Tape> => {
    for (;;) {
      const held = tapes.get(symbol)
      const reaches = held && (from === undefined || from >= held.from)
      if (reaches && (to <= held.to || clock.now() - held.readAt < freshMs)) return held
      await (looks.get(symbol) ?? look(symbol, from))
    }
  }

  return {
    async latest(symbol, at) {
      const tape = await tapeOf(symbol, undefined, Math.min(at, clock.now()))
      const step = tape.steps.findLast(({ time }) => time <= at)
      if (!step) throw new PriceUnavailable(symbol, `nothing is known before ${new Date(at).toISOString()}.`)
      return step
    },
    async steps(symbol, from, to) {
      const now = clock.now()
      if (to <= from || from >= now) return []
      const tape = await tapeOf(symbol, from, Math.min(to, now))
      return tape.steps.filter(({ time }) => time > from && time <= to)
    },
  }
}
