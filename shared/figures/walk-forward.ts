import { dec, sum } from '#domain/decimal.ts'
import { placeOfBest } from './objective.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import type { Period } from './period.ts'
import type { ClosedTrade } from './trade.ts'

/** A window, the choice made before it, and what that choice made in it. */
export interface Fold {
  /** The window's bounds in milliseconds; the choice rests on the time from the period's beginning to `from`. */
  readonly from: number
  readonly to: number
  /** The index of the try that was best until `from`; undefined if none could be chosen. */
  readonly chosen?: number
  readonly inSample?: Outcome
  readonly outOfSample?: Outcome
}

export interface WalkForward {
  readonly folds: readonly Fold[]
  /** All windows together, each played with the choice made before it. */
  readonly outOfSample: Outcome
}

/** The tries: the trades of each, over the same time. */
export interface Tried extends Pick<Period, 'from' | 'to' | 'startingBalance'> {
  readonly tries: readonly (readonly ClosedTrade[])[]
}

const minute = 60_000
/** A recording ends with its last second, but windows begin on whole minutes, as candles do. */
const onMinute = (at: number) => Math.round(at / minute) * minute

/**
 * Cuts the time into windows of equal length, to the minute. In each window but the first it measures the try that was
 * best in all windows before.
 *
 * A trade belongs to the window in which it opened. A choice counts only trades closed before it: it cannot know how
 * the others ended.
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

/** The outcome of one window of a try; its balance begins with what earlier trades left. */
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
