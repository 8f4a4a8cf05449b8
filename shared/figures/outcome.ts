import { dec } from '#domain/decimal.ts'
import { type Balance, balanceOf } from './balance.ts'
import { curveOf, dailyReturns, daysOf, startOf, utcDaysOf } from './curve.ts'
import { type Drawdown, drawdownOf } from './drawdown.ts'
import type { Period } from './period.ts'
import { type Ratios, ratiosOf } from './ratios.ts'
import { type Tally, tallyOf } from './tally.ts'

/** The results of a period, without the trades behind them. */
export interface Outcome {
  readonly all: Tally
  /** Absent if the starting balance is not known, or not above 0: it has no return. */
  readonly balance?: Balance
  readonly ratios: Ratios
  readonly drawdown: Drawdown
  /** By UTC days, as shares; absent without a balance, or if a day began with nothing left. */
  readonly daily?: readonly number[]
}

/** The results of a period, by all of its trades together. */
export function outcomeOf(period: Period): Outcome {
  const curve = curveOf(period)
  const days = daysOf(period)
  const start = startOf(period)
  const balance = start !== undefined && dec(start).gt(0) ? balanceOf(start, curve.end, days) : undefined
  const drawdown = drawdownOf(curve.levels, balance !== undefined)
  const daily = balance && dailyReturns(curve)
  const performance = balance && {
    ...{ days, daily },
    return: Number(balance.return),
    drawdown: Number(drawdown.share),
  }
  return {
    all: tallyOf(period.trades),
    ...(balance && { balance }),
    ratios: ratiosOf(utcDaysOf(curve), performance),
    drawdown,
    ...(daily && { daily }),
  }
}
