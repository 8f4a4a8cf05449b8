import type { Clock } from '#ports/clock.ts'
import type { PriceFeed } from '../ports.ts'
import { binanceFeed, sharedSteps, type TapeStore } from './binance-feed.ts'
import { draftedTapes } from './drafted-tapes.ts'
import { type HeardMarket, heardMarket } from './heard-market.ts'

/** The prices for a process that watches an account and brings it up to date often. */
export interface WatchedPrices {
  readonly feed: PriceFeed
  /** Only these symbols' prices are wanted often. */
  keep(symbols: readonly string[]): void
  /**
   * Shares the lines that a record about to be saved is built on; false if they are void: the caller computes it
   * again.
   */
  publish(): Promise<boolean>
  /** Another process has saved this symbol, built on other lines than those drafted here. */
  changed(symbol: string): void
  /** Shares old drafts. */
  tidy(): Promise<void>
  /** Whether nothing of this symbol is missing now. */
  isWhole(symbol: string): boolean
}

export interface HeardPricesParts {
  readonly clock: Clock
  readonly tapes: TapeStore
  /** Defaults to Binance's own. */
  readonly baseUrl?: string
  readonly fetch?: typeof fetch
}

/** How long lines stay drafts: after a death, another process has this much to read, as it would without a watcher. */
const draftedMs = 60_000
/** How old a look may be at a symbol that is not heard: the age of what the watch reads by itself. */
const unheardMs = 10_000
/** ... and at a symbol without a position or order. */
const idleMs = 900_000
/** Time between two readings of the past, if the first one was not enough. */
const readAgainMs = 5_000

/** Prices that are heard or, failing that, read: from the shared tape, extended by drafted lines. */
export function heardPrices(
  parts: HeardPricesParts,
): WatchedPrices & { readonly heard: Omit<HeardMarket, 'over' | 'keep'> } {
  const { clock } = parts
  const heard = heardMarket(clock)
  const tapes = draftedTapes(parts.tapes, sharedSteps)
  const feed = binanceFeed({ ...parts, tapes, heard: heard.over })
  const readAt = new Map<string, number>()
  let kept: readonly string[] = []

  const slackOf = (symbol: string, asked = 0): number => {
    if (heard.isWhole(symbol)) {
      readAt.delete(symbol)
      return 1
    }
    const now = clock.now()
    if (heard.wantsReading(symbol) && now - (readAt.get(symbol) ?? 0) >= readAgainMs) {
      readAt.set(symbol, now)
      return 1
    }
    return Math.max(asked, kept.includes(symbol) ? unheardMs : idleMs)
  }
  const drop = (symbol: string): void => {
    tapes.drop(symbol)
    feed.forget(symbol)
  }
  const publishAll = async (symbols: readonly string[]): Promise<boolean> => {
    let areAll = true
    for (const symbol of symbols) {
      if (await tapes.publish(symbol)) continue
      feed.forget(symbol)
      areAll = false
    }
    return areAll
  }

  return {
    heard,
    feed: {
      ...feed,
      latest: (symbol, at, slackMs) => feed.latest(symbol, at, slackOf(symbol, slackMs)),
      steps: (symbol, from, to, slackMs) => feed.steps(symbol, from, to, slackOf(symbol, slackMs)),
    },
    keep: symbols => {
      kept = symbols
      heard.keep(symbols)
    },
    publish: () => publishAll(tapes.drafted()),
    changed: drop,
    tidy: async () => void (await publishAll(tapes.draftedBefore(clock.now() - draftedMs))),
    isWhole: heard.isWhole,
  }
}

/** Prices of a recorded market: the same for every client, so nothing has to be shared. */
export const recordedPrices = (feed: PriceFeed): WatchedPrices => ({
  feed,
  keep: () => {},
  publish: async () => true,
  changed: () => {},
  tidy: async () => {},
  isWhole: () => true,
})
