import type { Clock } from '#ports/clock.ts'
import type { PriceFeed, PriceStep } from '../ports.ts'
import { PriceUnavailable } from './price-unavailable.ts'
import { type PublicPrices, publicPrices, type Quote } from './public-prices.ts'
import { joined, pieces, readBack, readOn, type Segment, stepOfQuote, type Tape } from './tape.ts'

/** Tapes that several processes share, so that one of them reads Binance for all, and all see the same prices. */
export interface TapeStore {
  /** The newest segments, oldest first, back to the one that holds `needed` if there is one. */
  read(symbol: string, needed: number): Promise<readonly Segment[]>
  /** Adds a segment after the one that ends at `after` (0: the first); false if another segment is already there. */
  append(symbol: string, after: number, segment: Segment): Promise<boolean>
}

export interface BinanceFeedOptions {
  readonly clock: Clock
  readonly fetch?: typeof fetch
  /** Default `https://fapi.binance.com`. */
  readonly baseUrl?: string
  /** Real milliseconds for one request; default 1500. */
  readonly timeoutMs?: number
  /** Absent if this process is alone. */
  readonly tapes?: TapeStore
  /** Replaces reading by listening for some of these prices; if absent, all are read. */
  readonly heard?: (read: PublicPrices) => PublicPrices
}

export interface BinanceFeed extends PriceFeed {
  /** Drops what this process holds of a symbol: the next look takes over what others have read. */
  forget(symbol: string): void
}

/** Default age up to which a look is reused. */
const freshMs = 1_000
/** How much older a look may be while the address's weight runs short. */
const strainedFactor = 5
/** From this many symbols on, reading all that Binance lists costs less weight. */
const manySymbols = 6
/** Up to this age, a requested time counts as the present; an older one is read from there until now. */
const presentMs = 5_000
/** How far before a past instant to read, to find the price that held then. */
const beforeMs = 120_000
/** After a pause of at most this, a tape is read on even if only its last price is wanted. */
const aliveMs = 120_000
/** Steps of a shared segment: 45 kB before packing. */
export const sharedSteps = 600

/** What one symbol needs: steps after `needed` if given, up to `to`, at most `slackMs` old. */
interface Ask {
  readonly symbol: string
  readonly needed: number | undefined
  readonly to: number
  readonly slackMs: number
}

/** All requests of one turn of the event loop. */
interface Turn {
  readonly asks: Map<string, Ask>
  readonly outcomes: Promise<ReadonlyMap<string, Promise<void>>>
}

/**
 * Prices from Binance's public endpoints. Trades become steps (per second lowest, highest and last, so that no wick
 * is lost); mark and book are read at the present. The basis between two looks is interpolated linearly and kept
 * within Binance's candles of the mark.
 *
 * A look at a symbol weighs 9: premiumIndex 1, bookTicker 2, trades 5, a candle of the mark 1. Six or more symbols at
 * once weigh 15 plus 6 each. If nothing waits for steps, only a quote is read: 4. With shared tapes the client that
 * first needs news reads it for all. Between two looks the market stands still here, and the next look adds what
 * traded meanwhile. A caller with a cursor must therefore keep the time of the last step it got, not the time it
 * asked for. Throws PriceUnavailable if Binance does not answer: it never invents a price.
 */
export function binanceFeed(options: BinanceFeedOptions): BinanceFeed {
  const { clock, baseUrl = 'https://fapi.binance.com', timeoutMs = 1_500, tapes: shared } = options
  const read = publicPrices({ clock, baseUrl, timeoutMs, fetch: options.fetch ?? fetch })
  const prices = options.heard?.(read) ?? read
  const tapes = new Map<string, Tape>()
  const quoted = new Map<string, PriceStep>()
  const looks = new Map<string, Promise<void>>()
  let turn: Turn | undefined

  const isFresh = (time: number, { to, slackMs }: Ask) =>
    to <= time || clock.now() - time < slackMs * (prices.weight.isStrained() ? strainedFactor : 1)
  const reaches = (tape: Tape | undefined, { needed }: Ask): tape is Tape =>
    tape !== undefined && (needed === undefined || needed >= tape.from)

  const tapeFor = (ask: Ask): Tape | undefined => {
    const held = tapes.get(ask.symbol)
    return reaches(held, ask) && isFresh(held.to, ask) ? held : undefined
  }
  const quoteFor = (ask: Ask): PriceStep | undefined => {
    const held = quoted.get(ask.symbol)
    return held && ask.needed === undefined && isFresh(held.time, ask) ? held : undefined
  }

  /** Takes over what other processes have read meanwhile. */
  const readShared = async (ask: Ask): Promise<void> => {
    if (!shared) return
    const { symbol, needed } = ask
    const known = tapes.get(symbol)
    const held = reaches(known, ask) ? known : undefined
    const from = held?.to ?? needed ?? ask.to
    const segments = await shared.read(symbol, from)
    const tape = segments.reduce((all, next) => joined(all, next, needed ?? from), held)
    if (tape) tapes.set(symbol, tape)
  }

  const readTrades = async (ask: Ask, quote: Promise<Quote>): Promise<void> => {
    const { symbol, to } = ask
    const newest = tapes.get(symbol)
    const needed = ask.needed ?? newest?.to ?? to
    if (newest && needed < newest.from) {
      tapes.set(symbol, await readBack(prices, symbol, newest, needed))
      await quote
      return
    }
    const held = newest && needed >= newest.from && needed <= newest.to ? newest : undefined
    const segment = await readOn(prices, symbol, { held, needed, to, asked: quote })
    let behind = newest?.to ?? 0
    for (const piece of pieces(segment, sharedSteps)) {
      // Another process was faster: its tape counts, and is read next.
      if (shared && !(await shared.append(symbol, behind, piece))) return
      behind = piece.to
    }
    tapes.set(symbol, joined(held, segment, needed))
  }

  const wantsTrades = ({ symbol, needed, to }: Ask): boolean =>
    needed !== undefined || to - (tapes.get(symbol)?.to ?? Number.NEGATIVE_INFINITY) <= aliveMs

  const lookAt = async (ask: Ask, quote: Promise<Quote>): Promise<void> => {
    if (wantsTrades(ask)) return readTrades(ask, quote)
    quoted.set(ask.symbol, stepOfQuote(ask.symbol, await quote, ask.to))
  }

  const lookAtAll = async (asks: readonly Ask[]): Promise<ReadonlyMap<string, Promise<void>>> => {
    await Promise.all(asks.map(readShared))
    const now = clock.now()
    const stale = asks
      .filter(ask => !tapeFor(ask) && !quoteFor(ask))
      .map(ask => (now - ask.to > presentMs ? { ...ask, to: now } : ask))
    const quoteOf = quoting(prices, stale, !stale.every(wantsTrades))
    return new Map(stale.map(ask => [ask.symbol, lookAt(ask, quoteOf(ask.symbol, !wantsTrades(ask)))]))
  }

  const startTurn = (): Turn => {
    const asks = new Map<string, Ask>()
    const outcomes = new Promise(resolve => setImmediate(resolve)).then(() => {
      turn = undefined
      return lookAtAll([...asks.values()])
    })
    return { asks, outcomes }
  }

  const look = (ask: Ask): Promise<void> => {
    turn ??= startTurn()
    const before = turn.asks.get(ask.symbol)
    turn.asks.set(ask.symbol, before ? both(before, ask) : ask)
    const looking = turn.outcomes
      .then(outcomes => outcomes.get(ask.symbol))
      .finally(() => looks.delete(ask.symbol))
    looks.set(ask.symbol, looking)
    return looking
  }

  const served = async <T>(ask: Ask, find: (ask: Ask) => T | undefined): Promise<T> => {
    for (;;) {
      const found = find(ask)
      if (found !== undefined) return found
      await (looks.get(ask.symbol) ?? look(ask))
    }
  }

  return {
    forget: symbol => {
      tapes.delete(symbol)
      quoted.delete(symbol)
    },
    async latest(symbol, at, slackMs = freshMs) {
      const now = clock.now()
      const needed = now - at > presentMs ? at - beforeMs : undefined
      const ask = { symbol, needed, to: Math.min(at, now), slackMs }
      const found = await served(ask, each => tapeFor(each)?.steps ?? asList(quoteFor(each)))
      const step = found.findLast(({ time }) => time <= at)
      if (!step) throw unknownBefore(symbol, at)
      return step
    },
    async steps(symbol, from, to, slackMs = freshMs) {
      const now = clock.now()
      if (to <= from || from >= now) return []
      const tape = await served({ symbol, needed: from, to: Math.min(to, now), slackMs }, tapeFor)
      return tape.steps.filter(({ time }) => time > from && time <= to)
    },
    async bars(asked) {
      const bars = new Map((await prices.bars(asked)).map(bar => [bar.openTime, bar]))
      return asked.spans.map(({ after }) => bars.get(after + 1))
    },
  }
}

const unknownBefore = (symbol: string, at: number): PriceUnavailable =>
  new PriceUnavailable(symbol, `nothing is known before ${new Date(at).toISOString()}.`)

const asList = (step: PriceStep | undefined): readonly PriceStep[] | undefined => step && [step]

/** One look that serves both requests: it has the earlier of their times, and is fresh enough for the later one. */
const both = (a: Ask, b: Ask): Ask => ({
  symbol: a.symbol,
  needed:
    a.needed === undefined || b.needed === undefined ? (a.needed ?? b.needed) : Math.min(a.needed, b.needed),
  to: Math.min(a.to, b.to),
  slackMs: Math.min(a.slackMs, b.slackMs),
})

/** Reads a few symbols' quotes one by one and many at once; quotes at hand are not read. */
function quoting(prices: PublicPrices, asks: readonly Ask[], withLast: boolean) {
  const atHand = new Map(asks.map(({ symbol }) => [symbol, prices.quoteAtHand?.(symbol)]))
  const count = [...atHand.values()].filter(quote => quote === undefined).length
  const all = count < manySymbols ? undefined : prices.quotes(withLast)
  return async (symbol: string, ownLast: boolean): Promise<Quote> => {
    const here = atHand.get(symbol)
    if (here !== undefined) return here
    if (all === undefined) return prices.quote(symbol, ownLast)
    const found = (await all).get(symbol)
    if (found === undefined)
      throw new PriceUnavailable(symbol, 'Binance does not list the symbol, or lists it without a price.')
    return found
  }
}
