import type { Clock } from '#ports/clock.ts'
import { type Addresses, bookStreams, marketStreams } from './addresses.ts'
import { type FollowingLine, followingLine } from './following-line.ts'
import { openSocket } from './socket.ts'
import {
  bookStream,
  type HeardBook,
  type HeardMark,
  type HeardTrade,
  priceStreams,
  toldOfPrices,
} from './told-of-prices.ts'

export interface PriceStreamSettings {
  readonly addresses: Addresses
  readonly clock: Clock
  readonly open?: typeof openSocket
  readonly random?: () => number
}

/** Receives prices. Each call returns at once. */
export interface PriceEar {
  mark(mark: HeardMark): void
  trade(trade: HeardTrade): void
  book(book: HeardBook): void
  /** Prices arrive from now on; `again`: after a loss, so those in between were missed. */
  held(again: boolean): void
  /** No prices arrive until they are held again. */
  lost(why: string): void
  /** No books arrive for now; trades and marks miss nothing. */
  booksLost(): void
  unread(why: string): void
}

export interface PriceListening {
  /** The symbols to follow from now on, in place of the previous ones. */
  follow(symbols: readonly string[]): void
  stop(): void
}

/**
 * Binance's streams of the followed symbols that need no key: trades and mark prices on one connection, books on
 * another. A symbol's first mark proves that its trades are streamed too, because one request asks for both.
 */
export function priceStream(settings: PriceStreamSettings, ear: PriceEar): PriceListening {
  const { addresses, clock, open = openSocket, random = Math.random } = settings
  const common = { clock, open, random }
  const textFor = (line: () => FollowingLine) => (text: string) => {
    const told = toldOfPrices(text)
    if ('mark' in told || 'trade' in told || 'book' in told) line().told()
    if (told.read === 'mark') ear.mark(told.mark)
    else if (told.read === 'trade') ear.trade(told.trade)
    else if (told.read === 'book') ear.book(told.book)
    else if (told.read === 'refused') line().renew(told.why)
    else if (told.read === 'unread') ear.unread(told.why)
  }
  const prices: FollowingLine = followingLine({
    ...common,
    address: async failed => marketStreams(addresses, failed),
    streamsOf: priceStreams,
    held: ear.held,
    lost: ear.lost,
    isMute: () => {},
    text: textFor(() => prices),
  })
  const books: FollowingLine = followingLine({
    ...common,
    address: async failed => bookStreams(addresses, failed),
    streamsOf: bookStream,
    held: () => {},
    lost: ear.booksLost,
    isMute: () => {},
    text: textFor(() => books),
  })
  return {
    follow: symbols => {
      prices.follow(symbols)
      books.follow(symbols)
    },
    stop: () => {
      prices.stop()
      books.stop()
    },
  }
}
