import type { Dec } from '#domain/decimal.ts'
import type { AccountRecord, LedgerEntry, LedgerEntryOf, LedgerKind, SymbolRecord } from './records.ts'

/**
 * One instant of one symbol's market. Prices and volume are decimal strings in the quote and base asset.
 * `mark` and `last` are separate prices: a venue that merges them flatters every stop.
 */
export interface PriceStep {
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  readonly last: string
  readonly mark: string
  readonly bid: string
  readonly ask: string
  /** Base asset traded since the previous step: a market order's impact is measured against it. */
  readonly volume: string
  /** Funding rate that is paid at this instant; absent on all other steps. */
  readonly fundingRate?: string
}

/** Prices and trades of a stretch of time. Volumes are in base asset, quote volumes in quote asset. */
export interface Bar {
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: Dec
  readonly quoteVolume: Dec
  /** The volume that buyers took from the book. */
  readonly takerVolume: Dec
  readonly takerQuoteVolume: Dec
  readonly trades: number
}

/** A stretch of time: `after < time <= to`, in ms. */
export interface Span {
  readonly after: number
  readonly to: number
}

/** Candles without gaps; only the last may end before its interval does, at the present. */
export interface BarsAsked {
  readonly symbol: string
  readonly price: 'last' | 'mark'
  /** Binance's name of their length: `1h`. */
  readonly interval: string
  readonly spans: readonly Span[]
}

/**
 * Where the venue's prices come from: Binance's public endpoints, or a recorded market. `slackMs` is the age up to
 * which a feed that pays for each look may reuse its last one; default 1 s.
 */
export interface PriceFeed {
  /** The latest step at or before `at`; undefined for a symbol that has no market. */
  latest(symbol: string, at: number, slackMs?: number): Promise<PriceStep | undefined>
  /**
   * All steps with `from < time <= to`, oldest first. The same range must always give the same steps: the next
   * request computes from them what happened to resting orders.
   */
  steps(symbol: string, from: number, to: number, slackMs?: number): Promise<readonly PriceStep[]>
  /**
   * The time of a symbol's first step; undefined for a symbol that has no market. Only feeds that know it without a
   * request have this.
   */
  begins?(symbol: string): number | undefined
  /**
   * The bar of each span that has one, however long ago, without reading every step of it. Undefined if this feed has
   * no bars: then they are built from its steps.
   */
  bars?(asked: BarsAsked): Promise<readonly (Bar | undefined)[] | undefined>
  /** The funding at a moment. If a feed does not know it, funding is paid at the interval of the symbol's rules. */
  fundingAt?(symbol: string, at: number): Promise<FundingState | undefined>
  /**
   * The funding paid in a span, oldest first, at the times of the steps that paid it; limited by `few` if given.
   * Undefined if this feed does not know it: then it is taken from its steps.
   */
  fundings?(symbol: string, span: Span, few?: Few): Promise<readonly FundingPaid[] | undefined>
}

/** A funding payment; `time` is that of the step that paid it, in ms. */
export interface FundingPaid {
  readonly time: number
  /** Decimal string; positive: longs pay shorts. */
  readonly rate: string
}

export interface FundingState {
  /** The rate that was paid last; undefined before the first payment. */
  readonly lastRate: string | undefined
  /** When the next payment is due; undefined if none is announced. */
  readonly nextTime: number | undefined
}

/** The account's key to its user data stream. Throws -1125 if there is none. */
export interface ListenKeys {
  /** The live key with its life extended, or a new one. */
  open(at: number): string
  /** Extends the life of the live key. */
  keep(at: number): string
  close(at: number): void
}

export interface Versioned<T> {
  readonly value: T
  /** 0 for a record that was never saved. */
  readonly version: number
}

/** A limit: this many entries from the newer or the older end. */
export interface Few {
  readonly count: number
  readonly end: 'newest' | 'oldest'
}

/** The part of a list, oldest first, that `few` leaves. */
export const fewOf = <T>(all: readonly T[], few: Few | undefined): readonly T[] => {
  if (few === undefined || all.length <= few.count) return all
  return few.end === 'oldest' ? all.slice(0, few.count) : all.slice(all.length - few.count)
}

/**
 * Where the venue's state lives between requests. A request changes one record at most, so single-record atomicity is
 * enough: a save that finds another version stored returns false, and the request is replayed.
 */
export interface VenueStore {
  account(): Promise<Versioned<AccountRecord> | undefined>
  /** The named symbols' records, or all records if no names are given. Consistent reads. */
  symbols(names?: readonly string[]): Promise<ReadonlyMap<string, Versioned<SymbolRecord>>>
  saveAccount(account: AccountRecord, loadedVersion: number): Promise<boolean>
  saveSymbol(symbol: string, record: SymbolRecord, loadedVersion: number): Promise<boolean>
  /** Idempotent by kind and id. */
  archive(symbol: string, entries: readonly LedgerEntry[]): Promise<void>
  /** Archived entries of a symbol with `from <= time <= to`, by time, then id; limited by `few` if given. */
  archived<K extends LedgerKind>(
    symbol: string,
    kind: K,
    from: number,
    to: number,
    few?: Few,
  ): Promise<readonly LedgerEntryOf<K>[]>
}
