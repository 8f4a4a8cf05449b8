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
  /** Base asset traded since the step before: what a market order's impact is measured against. */
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
  /** What buyers took from the book. */
  readonly takerVolume: Dec
  readonly takerQuoteVolume: Dec
  readonly trades: number
}

/** A stretch of time: `after < time <= to`, in ms. */
export interface Span {
  readonly after: number
  readonly to: number
}

/** Candles that follow each other without a hole; only the last may end before its interval does, at the present. */
export interface BarsAsked {
  readonly symbol: string
  readonly price: 'last' | 'mark'
  /** Binance's word for their length, as `1h`. */
  readonly interval: string
  readonly spans: readonly Span[]
}

/**
 * Where the venue's prices come from: Binance's public endpoints, or a recorded market. `slackMs` says how long
 * ago a feed that pays for each look may have looked last; default 1 s.
 */
export interface PriceFeed {
  /** The latest step at or before `at`; undefined for a symbol that has no market. */
  latest(symbol: string, at: number, slackMs?: number): Promise<PriceStep | undefined>
  /**
   * All steps with `from < time <= to`, oldest first. The same range must give the same steps whenever it is
   * asked again: what happened to resting orders is computed from them, by the next request.
   */
  steps(symbol: string, from: number, to: number, slackMs?: number): Promise<readonly PriceStep[]>
  /**
   * When a symbol's first step is; undefined for a symbol that has no market. Only feeds that know it without a
   * request have this.
   */
  begins?(symbol: string): number | undefined
  /**
   * The bar of each span that has one, without drawing every step of it, however long ago. Undefined where this feed
   * cannot tell them: then they are drawn of its steps.
   */
  bars?(asked: BarsAsked): Promise<readonly (Bar | undefined)[] | undefined>
  /** How funding stands at a moment. Where a feed cannot tell it, it is paid at the interval of the symbol's rules. */
  fundingAt?(symbol: string, at: number): Promise<FundingState | undefined>
  /**
   * What was paid in a span, oldest first, at the times of the steps that paid it; of many only some if `few` says
   * so. Undefined where this feed cannot tell it: then it is read off its steps.
   */
  fundings?(symbol: string, span: Span, few?: Few): Promise<readonly FundingPaid[] | undefined>
}

/** Funding as it was paid: `time` is that of the step at which it was, in ms. */
export interface FundingPaid {
  readonly time: number
  /** Decimal string; positive: longs pay shorts. */
  readonly rate: string
}

export interface FundingState {
  /** The rate that was paid last; undefined before the first payment. */
  readonly lastRate: string | undefined
  /** When the next payment is due; undefined where none is known to come. */
  readonly nextTime: number | undefined
}

/** The account's key to its user data stream. Throws -1125 where there is none. */
export interface ListenKeys {
  /** The live key with its time extended, or a new one. */
  open(at: number): string
  /** Extends the live key's time. */
  keep(at: number): string
  close(at: number): void
}

export interface Versioned<T> {
  readonly value: T
  /** 0 for a record that was never saved. */
  readonly version: number
}

/** At most so many, from the newer or from the older end. */
export interface Few {
  readonly count: number
  readonly end: 'newest' | 'oldest'
}

/** What `few` leaves of a list that is oldest first. */
export const fewOf = <T>(all: readonly T[], few: Few | undefined): readonly T[] => {
  if (few === undefined || all.length <= few.count) return all
  return few.end === 'oldest' ? all.slice(0, few.count) : all.slice(all.length - few.count)
}

/**
 * Where the venue's state lives between requests. A request changes one record at most, so single-record
 * atomicity is enough: a save that finds another version stored returns false, and the request is replayed.
 */
export interface VenueStore {
  account(): Promise<Versioned<AccountRecord> | undefined>
  /** The named symbols' records, or with no names all that exist. Consistent reads. */
  symbols(names?: readonly string[]): Promise<ReadonlyMap<string, Versioned<SymbolRecord>>>
  saveAccount(account: AccountRecord, loadedVersion: number): Promise<boolean>
  saveSymbol(symbol: string, record: SymbolRecord, loadedVersion: number): Promise<boolean>
  /** Idempotent by kind and id. */
  archive(symbol: string, entries: readonly LedgerEntry[]): Promise<void>
  /** Archived entries of a symbol with `from <= time <= to`, by time, then id; of many only some if `few` says so. */
  archived<K extends LedgerKind>(
    symbol: string,
    kind: K,
    from: number,
    to: number,
    few?: Few,
  ): Promise<readonly LedgerEntryOf<K>[]>
}
