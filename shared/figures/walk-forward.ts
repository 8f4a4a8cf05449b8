import { dec, sum } from '#domain/decimal.ts'
import { placeOfBest } from './objective.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { Period } from './period.ts'
import type { ClosedTrade } from './trade.ts'

/** A window, what was chosen before it, and what that came to in it. */
export interface Fold {
  /** Of the window; what was chosen by begins with the period. Milliseconds. */
  readonly from: number
  readonly to: number
  /** The place of the try that was best until `from`; undefined where none could be told. */
  readonly chosen?: number
  readonly inSample?: Outcome
  readonly outOfSample?: Outcome
}

export interface WalkForward {
  readonly folds: readonly Fold[]
  /** All windows together, each played with what was chosen before it. */
  readonly outOfSample: Outcome
}

/** What was tried: the trades of each try, over the same time. */
export interface Tried extends Pick<Period, 'from' | 'to' | 'startingBalance'> {
  readonly tries: readonly (readonly ClosedTrade[])[]
}

const minute = 60_000
/** A recording ends with its last second; a window begins with a minute all the same, as candles do. */
const onMinute = (at: number) => Math.round(at / minute) * minute

/**
 * Cuts the time into windows of the same length, to the minute, and measures in each but the first what was best in all before it.
 *
 * A trade belongs to the window in which it was opened. A choice counts trades alone that were closed before it: how the
 * others ended was not known then.
 */
export function walkForward(
  tried: Tried,
  windows: number,
  worthOf: (outcome: Outcome) => number | undefined,
): WalkForward {
  const { from, to, tries } = tried
  const edge = (window: number) =>
    window === windows ? to : onMinute(from + ((to - from) * window) / windows)
  const folds = Array.from({ length: windows - 1 }, (_, index): Fold => {
    const [start, end] = [edge(index + 1), edge(index + 2)]
    const before = tries.map(trades => partOf(tried, trades, from, start, ({ closedAt }) => closedAt < start))
    const chosen = placeOfBest(before.map(worthOf))
    const [inSample, trades] = chosen === undefined ? [] : [before[chosen], tries[chosen]]
    if (chosen === undefined || !inSample || !trades) return { from: start, to: end }
    return { from: start, to: end, chosen, inSample, outOfSample: within(tried, trades, start, end) }
  })
  const all = folds.flatMap(fold =>
    fold.chosen === undefined ? [] : openedWithin(tries[fold.chosen] ?? [], fold.from, fold.to),
  )
  return { folds, outOfSample: partOf(tried, all, edge(1), to, () => true) }
}

const within = (tried: Tried, trades: readonly ClosedTrade[], from: number, to: number): Outcome =>
  partOf(tried, trades, from, to, ({ openedAt }) => openedAt >= from && openedAt < to)

const openedWithin = (trades: readonly ClosedTrade[], from: number, to: number) =>
  trades.filter(({ openedAt }) => openedAt >= from && openedAt < to)

/** The outcome of a part of a try; it begins with what the trades before had left. */
function partOf(
  { startingBalance }: Tried,
  trades: readonly ClosedTrade[],
  from: number,
  to: number,
  belongs: (trade: ClosedTrade) => boolean,
): Outcome {
  const before = trades.filter(({ closedAt }) => closedAt < from).map(({ net }) => net)
  const left = startingBalance === undefined ? undefined : dec(startingBalance).plus(sum(before))
  return outcomeOf({
    ...{ from, to, trades: trades.filter(belongs), refused: [] },
    ...(left?.gt(0) && { startingBalance: left.toFixed() }),
  })
}
