import { type Dec, dec, sum } from '#domain/decimal.ts'
import { type Case, face, greater } from './cases.ts'
import type { Known, Past } from './past.ts'
import type { Wanted } from './protections.ts'
import type { Nearby } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/** At most this many are kept. */
const mostKept = 50
/** An operator's lifting takes effect within this time. */
const liftingMs = 1_000

/** A trade in the reading most favourable to an entry: the entry had to be rejected only if even that locks it. */
interface Reading {
  readonly of: Known
  /** The earliest and the latest time that a function may have taken for its close. */
  readonly from: number
  readonly to: number
  readonly profit: Dec
  /** Whether it counts as a stop in every reading. */
  readonly stopped: boolean
  /** Whether its result was known: then this is the only reading. */
  readonly known: boolean
}

/** What an entry is judged by: its time, and the trades surely settled before. */
export interface Judging {
  readonly of: Case
  readonly others: readonly Known[]
  readonly lives: Past['lives']
  /** Whether the position's result was surely known by then. */
  readonly isKnown: (each: Known) => boolean
}

/** Whether an entry was sent although a protection locked it. */
export function locked(testimony: Nearby, wishes: Wishes, judging: Judging): readonly string[] {
  if (wishes.protections.length === 0) return []
  const { of, others, lives } = judging
  const closed = lives.filter(({ closedAt = Number.POSITIVE_INFINITY }) => closedAt <= of.sentAt)
  if (closed.length > mostKept) return []
  const readings = others.flatMap(each => readingOf(testimony, judging, each) ?? [])
  // Adopted positions, and those that may not be settled yet, may or may not count.
  const isUnread = (symbol: string | undefined) => {
    const isOf = (each: { readonly symbol: string }) => symbol === undefined || each.symbol === symbol
    return closed.filter(isOf).length > readings.filter(reading => isOf(reading.of)).length
  }
  const lifted = Math.max(0, ...testimony.halts.map(({ to }) => to).filter(to => to <= of.sentAt))
  return wishes.protections
    .filter(wanted =>
      readings.some(
        closing =>
          closing.from > lifted + liftingMs &&
          wanted.endOf(closing.from) > of.sentAt &&
          locksBy(wanted, closing, readings, isUnread) &&
          (!wanted.perPair || closing.of.symbol === of.symbol) &&
          (!wanted.perSide || closing.of.sign === of.sign),
      ),
    )
    .map(({ method }) => `${of.name} was entered at ${face(of.sentAt)}, though ${method} locked it`)
}

/** Undefined if it may not be settled yet, or if other clients traded it. */
function readingOf(testimony: Nearby, judging: Judging, each: Known): Reading | undefined {
  const { of, isKnown } = judging
  const { symbol, life, margin } = each
  const { openedAt, closedAt = Number.POSITIVE_INFINITY, netPnl } = life
  if (closedAt > of.sentAt || margin === undefined) return undefined
  if (testimony.deeds.some(deed => deed.symbol === symbol && deed.at >= openedAt && deed.at <= closedAt))
    return undefined
  const known = isKnown(each)
  // An entry on the same symbol proves that the trade is kept: one write keeps the trade and releases its slot.
  if (!known && symbol !== of.symbol) return undefined
  const net = known ? netPnl : greater(netPnl, each.worst.neg())
  return {
    of: each,
    from: known ? closedAt : openedAt,
    to: closedAt,
    profit: net.div(margin),
    stopped: known && ['p', 'b', 'g'].includes(each.endedBy),
    known,
  }
}

/** Whether the lock follows from that trade in every reading. */
function locksBy(
  wanted: Wanted,
  closing: Reading,
  readings: readonly Reading[],
  isUnread: (symbol: string | undefined) => boolean,
): boolean {
  const { method, lookback, limit, required, allowed, perPair, perSide } = wanted
  const { symbol, sign } = closing.of
  const past = readings
    .filter(({ from, to }) => to <= closing.to && from > closing.to - lookback)
    .filter(({ of }) => !perPair || of.symbol === symbol)
    .toSorted((a, b) => a.to - b.to)
  const ofSide = past.filter(({ of }) => !perSide || of.sign === sign)
  const wasCut = readings.some(({ from, to }) => from <= closing.to - lookback && to > closing.to - lookback)
  switch (method) {
    case 'CooldownPeriod':
      return true
    case 'StoplossGuard': {
      const stops = ofSide.filter(({ stopped, profit }) => stopped && profit.lt(required))
      return stops.includes(closing) && stops.length >= limit
    }
    case 'LowProfitPairs': {
      const made = sum(ofSide.map(({ profit }) => profit))
      return past.length >= limit && made.lt(required) && !wasCut && !isUnread(symbol)
    }
    case 'MaxDrawdown': {
      if (past.length < limit || wasCut || isUnread(undefined) || past.some(({ known }) => !known))
        return false
      const sums = past.map((_, index) => sum(past.slice(0, index + 1).map(({ profit }) => profit)))
      const falls = sums.map((low, index) => [dec(0), ...sums.slice(0, index)].reduce(greater).minus(low))
      return falls.some(fall => fall.gt(allowed))
    }
    default:
      throw new Error(`There is no protection ${method}; docs/protections.md names those that are`)
  }
}
