import type { ExchangeInfoSymbol } from '../rules.ts'
import { exchangeHead } from './exchange-head.ts'
import type { ReadRows } from './exchange-info-body.ts'
import { groupsOf, type PackedGroups, unpackFunding } from './packed-groups.ts'
import { type PackedSymbols, packSymbols, symbolOf, unpackSymbol } from './packed-symbols.ts'
import { lazyBook, type RuleBook } from './rule-book.ts'
import { snapshotBodies, snapshotBracketsOf } from './snapshot-book.ts'

/** What Binance said of all symbols at one time, packed. */
export interface Reading extends PackedSymbols {
  /** When it was read; ms. */
  readonly readAt: number
  /** From when on it holds; ms. */
  readonly from: number
  readonly funding: PackedGroups
}

export interface JustRead extends Pick<Reading, 'readAt' | 'from' | 'funding'> {
  readonly symbols: ReadRows<ExchangeInfoSymbol>
}

/** The one of several that holds at a time: the last whose instant has come. */
export const holding = (readings: readonly Reading[], at: number): Reading | undefined =>
  readings.findLast(({ from }) => from <= at)

/** Of what Binance lists no longer; what is open in it is settled. */
const ended = 'SETTLING'

/**
 * A reading behind another one. A symbol keeps its row where the new one cannot be read, and ends where there is none.
 * Precisions never become coarser: what stands in the venue's books was made with the finer ones.
 */
export function readingAfter(last: Reading | undefined, { symbols, ...read }: JustRead): Reading {
  const before = new Map(last?.symbols.map(line => [symbolOf(line), unpackSymbol(last, line)]))
  const now = new Set(symbols.rows.map(({ symbol }) => symbol))
  const unread = new Set(symbols.unread.map(({ symbol }) => symbol))
  // One that is gone without a date ended when all processes know of it.
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

/** Brackets are the snapshot's. A symbol that only the snapshot knows is listed no longer. */
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
