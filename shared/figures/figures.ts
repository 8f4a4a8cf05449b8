import { type DecimalString, dec } from '#domain/decimal.ts'
import type { Balance } from './balance.ts'
import { confidence, draws } from './bootstrap.ts'
import { daysOf } from './curve.ts'
import type { Drawdown } from './drawdown.ts'
import { type Exposure, exposureOf } from './exposure.ts'
import { type Groups, groupsOf } from './groups.ts'
import { type MeanIntervals, meanIntervalsOf } from './mean-intervals.ts'
import { type Missed, missedOf } from './missed.ts'
import { outcomeOf } from './outcome.ts'
import type { Period } from './period.ts'
import type { Ratios } from './ratios.ts'
import type { Tally } from './tally.ts'
import { verdictOf } from './verdict.ts'

/** The figures of a period. Money as decimal text, times as ISO 8601, shares as parts of 1. */
export interface Figures {
  /** In days of 24 hours. */
  readonly period: { readonly from: string; readonly to: string; readonly days: number }
  /** Absent if the starting balance is not known, or not above 0: it has no return. */
  readonly balance?: Balance
  readonly all: Tally
  /** Of the mean trade, in money and as a share of its margin; absent below ten trades, which show nothing. */
  readonly interval?: MeanIntervals & {
    readonly confidence: number
    readonly draws: number
    readonly seed: number
  }
  readonly ratios: Ratios
  /** By marking open positions to market (`equity`), or by closed trades alone. */
  readonly drawdown: Drawdown & { readonly by: 'equity' | 'closed-trades' }
  readonly exposure: Exposure
  /** Shares of the gross result, above 0 if paid; absent unless gross is above 0. */
  readonly ofGross?: Readonly<Record<'fees' | 'funding' | 'slippage', DecimalString>>
  readonly by: Groups
  /** Rejected entries, by reason. */
  readonly missed: Readonly<Record<string, Missed>>
  /** The verdict in words. */
  readonly verdict: string
}

/** Calculates the figures of a period. The same trades give the same figures, in whatever order they come. */
export function figuresOf(period: Period): Figures {
  const { from, to, trades, equity, refused, seed = 1 } = period
  const { daily: _, all, balance, ratios, drawdown } = outcomeOf(period)
  const intervals = meanIntervalsOf(trades, seed)
  return {
    period: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), days: daysOf(period) },
    ...(balance && { balance }),
    all,
    ...(intervals && { interval: { confidence, draws, seed, ...intervals } }),
    ratios,
    drawdown: { ...drawdown, by: equity ? 'equity' : 'closed-trades' },
    exposure: exposureOf(period),
    ...costsOf(all),
    by: groupsOf(trades, seed),
    missed: missedOf(refused),
    verdict: verdictOf(all, intervals?.ofMargin),
  }
}

function costsOf({ gross, fees, funding, slippageCost }: Tally): Pick<Figures, 'ofGross'> {
  if (dec(gross).lte(0)) return {}
  const share = (cost: DecimalString) => dec(cost).div(gross).toFixed(8)
  const ofGross = {
    fees: share(fees),
    funding: share(dec(funding).neg().toFixed()),
    slippage: share(slippageCost),
  }
  return { ofGross }
}
