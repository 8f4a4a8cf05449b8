import type { ExchangeInfoSymbol } from '../rules.ts'
import { exchangeHead } from './exchange-head.ts'
import type { ReadRows } from './exchange-info-body.ts'
import { groupsOf, type PackedGroups, unpackFunding } from './packed-groups.ts'
import { type PackedSymbols, packSymbols, symbolOf, unpackSymbol } from './packed-symbols.ts'
import { lazyBook, type RuleBook } from './rule-book.ts'
import { snapshotBodies, snapshotBracketsOf } from './snapshot-book.ts'

/** Binance's rules of all symbols at one time, packed. */
export interface Reading extends PackedSymbols {
  /** When it was read; ms. */
  readonly readAt: number
  /** When it takes effect; ms. */
  readonly from: number
  readonly funding: PackedGroups
}

export interface JustRead extends Pick<Reading, 'readAt' | 'from' | 'funding'> {
  readonly symbols: ReadRows<ExchangeInfoSymbol>
}

/** The reading in effect at a time: the last one that has begun. */
export const holding = (readings: readonly Reading[], at: number): Reading | undefined =>
  readings.findLast(({ from }) => from <= at)

/** The status of a symbol that Binance no longer lists; its open positions are settled. */
const ended = 'SETTLING'

/**
 * A reading that follows another one. A symbol whose new row cannot be read keeps its old row; a symbol without a new
 * row ends. Precisions never become coarser: the venue's books were made with the finer ones.
 */
export function readingAfter(last: Reading | undefined, { symbols, ...read }: JustRead): Reading {
  const before = new Map(last?.symbols.map(line => [symbolOf(line), unpackSymbol(last, line)]))
  const now = new Set(symbols.rows.map(({ symbol }) => symbol))
  const unread = new Set(symbols.unread.map(({ symbol }) => symbol))
  // A symbol that disappeared without a date ends once all processes know about it.
  const goneAt = Math.max(read.from, read.readAt)
  const gone = (row: ExchangeInfoSymbol): ExchangeInfoSymbol => ({
    ...row,
    status: ended,
    deliveryDate: Math.min(row.deliveryDate, goneAt),
  })
  const kept = [...before.values()]
    .filter(({ symbol }) => !now.has(symbol))
    .map(row => (unread.has(row.symbol) ? row : gone(row)))
  return {
    ...read,
    ...packSymbols([...symbols.rows.map(row => asFine(row, before.get(row.symbol))), ...kept]),
  }
}

function asFine(row: ExchangeInfoSymbol, before: ExchangeInfoSymbol | undefined): ExchangeInfoSymbol {
  if (before === undefined) return row
  return {
    ...row,
    pricePrecision: Math.max(row.pricePrecision, before.pricePrecision),
    quantityPrecision: Math.max(row.quantityPrecision, before.quantityPrecision),
  }
}

/** Brackets come from the snapshot. A symbol that only the snapshot knows is no longer listed. */
export function bookOfReading(reading: Reading): RuleBook {
  const lines = new Map(reading.symbols.map(line => [symbolOf(line), line]))
  const funding = groupsOf(reading.funding)
  const origin = { source: 'public', of: new Date(reading.readAt).toISOString() } as const
  return lazyBook({
    head: exchangeHead,
    listed: [...lines.keys()],
    bodiesOf(symbol) {
      const line = lines.get(symbol)
      if (line === undefined) {
        const known = snapshotBodies(symbol)
        return known && { ...known, info: { ...known.info, status: ended } }
      }
      const paid = funding.get(symbol)
      const { brackets, origin: ofBrackets } = snapshotBracketsOf(symbol)
      return {
        info: unpackSymbol(reading, line),
        brackets,
        funding: paid === undefined ? undefined : unpackFunding(symbol, paid),
        origins: { rules: origin, brackets: ofBrackets, funding: origin },
      }
    },
  })
}
