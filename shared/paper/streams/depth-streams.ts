import type { PriceStep } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import { type BookLevel, drawnBook } from '../wire/synthetic-depth.ts'
import {
  beatAfter,
  type MarketEvent,
  type StreamMarket,
  type Stretch,
  toldIn,
  USD_MARGINED,
} from './stream-market.ts'

/** The depth of the largest REST snapshot: a client that keeps a book by changes needs all of its levels. */
const WHOLE_BOOK = 1000

interface Change {
  readonly time: number
  readonly before: PriceStep | undefined
  readonly step: PriceStep
  /** The steps in between: a client whose snapshot is of one of them must be able to go on from there, too. */
  readonly between: readonly PriceStep[]
}

/**
 * The book's changes, beat by beat. A book's update id is the time of its step, over REST and here: a change leads
 * from `pu`, the last book that the stream told, to `u`.
 */
async function changesIn(
  { feed }: StreamMarket,
  { symbol }: SymbolRules,
  stretch: Stretch,
  everyMs: number,
): Promise<readonly Change[]> {
  const { from, to } = toldIn(stretch, everyMs)
  if (to <= from) return []
  const steps = await feed.steps(symbol, from, to)
  let before = await feed.latest(symbol, from)
  return [...Map.groupBy(steps, step => beatAfter(step.time, everyMs))].flatMap(([time, own]) => {
    const step = own.at(-1)
    if (step === undefined) return []
    const change = { time, before, step, between: own.slice(0, -1) }
    before = step
    return [change]
  })
}

const message = (
  { time, before, step }: Change,
  symbol: string,
  bids: readonly BookLevel[],
  asks: readonly BookLevel[],
) => ({
  time,
  data: {
    ...{ e: 'depthUpdate', E: time, T: step.time, s: symbol, ps: symbol },
    ...{ U: (before?.time ?? step.time - 1) + 1, u: step.time, pu: before?.time ?? step.time - 1 },
    ...{ b: bids, a: asks, st: USD_MARGINED },
  },
})

/** depth: the changes of the whole book; a level that is gone has quantity 0. */
export async function bookChanges(
  market: StreamMarket,
  rules: SymbolRules,
  stretch: Stretch,
  everyMs: number,
): Promise<readonly MarketEvent[]> {
  const bookOf = (step: PriceStep): Book => drawnBook(step, rules, market.settings, WHOLE_BOOK)
  const changes = await changesIn(market, rules, stretch, everyMs)
  let known = knownBook(market, rules.symbol, changes[0]?.before, bookOf)
  return changes.map(change => {
    const next = bookOf(change.step)
    const passing = distinctTouches(change.between).map(bookOf)
    const side = (of: 'bids' | 'asks') =>
      changed([known[of], ...passing.map(book => book[of])], next[of], rules)
    const told = message(change, rules.symbol, side('bids'), side('asks'))
    known = next
    books.get(market)?.set(rules.symbol, { step: textOf(change.step), book: next })
    return told
  })
}

interface Book {
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** The last told book of each symbol: the next change starts from it. */
const books = new WeakMap<StreamMarket, Map<string, { readonly step: string; readonly book: Book }>>()
const textOf = (step: PriceStep): string => JSON.stringify(step)

function knownBook(
  market: StreamMarket,
  symbol: string,
  step: PriceStep | undefined,
  bookOf: (step: PriceStep) => Book,
): Book {
  const known = books.get(market) ?? new Map<string, { step: string; book: Book }>()
  books.set(market, known)
  if (step === undefined) return { bids: [], asks: [] }
  const told = known.get(symbol)
  return told?.step === textOf(step) ? told.book : bookOf(step)
}

/** Books with the same touch have the same levels. */
const distinctTouches = (steps: readonly PriceStep[]): readonly PriceStep[] => [
  ...new Map(steps.map(step => [`${step.bid} ${step.ask}`, step])).values(),
]

/** The levels of `after` that differ from the first of the earlier books, and all levels gone since any of them. */
function changed(
  before: readonly (readonly BookLevel[])[],
  after: readonly BookLevel[],
  { quantityPrecision }: SymbolRules,
): readonly BookLevel[] {
  const [first = [], ...passing] = before
  const was = new Map(first)
  const is = new Map(after)
  const gone = new Set(before.flat().flatMap(([price]) => (is.has(price) ? [] : [price])))
  const nothing = (0).toFixed(quantityPrecision)
  const isTold = ([price, quantity]: BookLevel) => passing.length > 0 || was.get(price) !== quantity
  return [...after.filter(isTold), ...[...gone].map(price => [price, nothing] as const)]
}

/** depth5, depth10, depth20: the best levels, complete each time. */
export async function bestLevels(
  market: StreamMarket,
  rules: SymbolRules,
  stretch: Stretch,
  { everyMs, levels }: { readonly everyMs: number; readonly levels: number },
): Promise<readonly MarketEvent[]> {
  const changes = await changesIn(market, rules, stretch, everyMs)
  return changes.map(change => {
    const { bids, asks } = drawnBook(change.step, rules, market.settings, levels)
    return message(change, rules.symbol, bids, asks)
  })
}
