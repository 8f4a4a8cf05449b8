import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { dailyReturns, utcDaysOf } from '#figures/curve.ts'
import { deflatedSharpe } from '#figures/deflated-sharpe.ts'
import { figuresOf } from '#figures/figures.ts'
import { ratiosOf } from '#figures/ratios.ts'
import { aPeriod, aTrade, dayMs, start } from './builders.ts'

const week = [0.02, -0.01, 0.01, 0, 0.03, -0.02, 0.01]

const usual = { days: 7, daily: week, return: 0.04, drawdown: 0.02 }

test('the ratios of a week are those of the formulas, by hand', () => {
  // mean 0.04 / 7; squares of the deviations sum to 0.0017714286, of the days below 0 to 0.0005
  const mean = 0.04 / 7
  const sharpe = (mean / Math.sqrt(0.001_771_428_571_428_571_4 / 6)) * Math.sqrt(365)
  const sortino = (mean / Math.sqrt(0.0005 / 7)) * Math.sqrt(365)
  const calmar = (1.04 ** (365 / 7) - 1) / 0.02
  const told = ratiosOf(7, usual)
  expect(told).toMatchObject({ days: 7, leastDays: 7 })
  const rounded = [sharpe, sortino, calmar].map(ratio => Number(ratio.toFixed(4)))
  expect([told.sharpe, told.sortino, told.calmar]).toEqual(rounded)
})

describe('there is no ratio', () => {
  test('for fewer than seven days', () => {
    expect(ratiosOf(6, usual)).toEqual({ days: 6, leastDays: 7 })
  })

  test('if its divisor is 0', () => {
    const calm = { ...usual, daily: week.map(() => 0.01), drawdown: 0 }
    expect(ratiosOf(7, calm)).toEqual({ days: 7, leastDays: 7 })
  })

  test('if the days differ only by floating-point rounding', () => {
    const daily = week.map((_, day) => 0.01 + day * 2e-18)
    expect(new Set(daily).size).toBeGreaterThan(1)
    expect(ratiosOf(7, { ...usual, daily }).sharpe).toBeUndefined()
    expect(deflatedSharpe(daily, [daily, week])).toBeUndefined()
  })

  test.each(['0', '-5'])('for a starting balance of %s, nor a return, by closes or by equity', from => {
    const days = aPeriod({
      to: start + 10 * dayMs,
      trades: [aTrade('5'), aTrade('-3')],
      startingBalance: from,
    })
    const { startingBalance: _, ...seen } = { ...days, equity: [{ at: start, equity: from }] }
    for (const period of [days, seen]) {
      const { balance, ratios, drawdown } = figuresOf(period)
      expect(balance).toBeUndefined()
      expect(ratios).toEqual({ days: 10, leastDays: 7 })
      expect(drawdown.share).toBeUndefined()
    }
  })

  test('if a day began with nothing left', () => {
    expect(ratiosOf(7, { ...usual, daily: undefined })).toEqual({ days: 7, leastDays: 7 })
  })

  test('if the starting balance is unknown', () => {
    const days = aPeriod({ to: start + 10 * dayMs, trades: [aTrade('5'), aTrade('-3')] })
    expect(figuresOf(days).ratios.sharpe).toBeDefined()
    const { startingBalance: _, ...unknown } = days
    expect(figuresOf(unknown).ratios).toEqual({ days: 10, leastDays: 7 })
    expect(figuresOf(unknown).balance).toBeUndefined()
  })
})

test('a total loss gives a Calmar of −1 over the drawdown, not less', () => {
  expect(ratiosOf(7, { ...usual, return: -1.2, drawdown: 0.5 }).calmar).toBe(-2)
})

test('Calmar uses the account’s own return and drawdown', () => {
  const at = (day: number) => ({ openedAt: start + day * dayMs, closedAt: start + day * dayMs })
  const lost = aTrade('-1000', at(1))
  const period = aPeriod({ to: start + 10 * dayMs, trades: [lost, aTrade('2000', at(3))] })
  expect(figuresOf(period).ratios.calmar).toBeCloseTo((1.1 ** 36.5 - 1) / 0.1, 3)
})

describe('daily returns', () => {
  const level = ([day, worth]: readonly [number, number]) => ({ at: start + day * dayMs, equity: dec(worth) })
  const curveOf = (...levels: readonly (readonly [day: number, worth: number])[]) => {
    const [first = [0, 0], last = first] = [levels[0], levels.at(-1)]
    return {
      ...{ from: level(first).at, start: level(first).equity },
      ...{ last: level(last).at, end: level(last).equity },
      levels: levels.map(level),
    }
  }

  test('are by UTC day; a day without a trade returned 0, and a partial day counts', () => {
    const curve = curveOf([0.5, 100], [0.6, 90], [0.9, 110], [1, 99], [1.2, 121], [3.1, 60.5], [3.2, 60.5])
    expect(dailyReturns(curve)).toEqual([expect.closeTo(0.1), expect.closeTo(0.1), 0, -0.5])
    expect(utcDaysOf(curve)).toBe(4)
  })

  test('end when nothing is left', () => {
    expect(dailyReturns(curveOf([0, 100], [0.5, 0], [1.5, 10]))).toBeUndefined()
    expect(dailyReturns(curveOf([0, 100], [0.5, 0]))).toEqual([-1])
    expect(dailyReturns(curveOf([0, 0.5], [1.5, 0.75]))).toEqual([0, 0.5])
  })
})
