import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { dailyReturns } from '#figures/curve.ts'
import { figuresOf } from '#figures/figures.ts'
import { ratiosOf } from '#figures/ratios.ts'
import { aPeriod, aTrade, dayMs, start } from './builders.ts'

const week = [0.02, -0.01, 0.01, 0, 0.03, -0.02, 0.01]

test('the ratios of a week are those of the formulas, by hand', () => {
  const of = { utcDays: 7, daily: week, wholeReturn: 0.04, days: 7, drawdown: 0.02 }
  // mean 0.04 / 7; squares of the deviations sum to 0.0017714286, of the days below 0 to 0.0005
  const mean = 0.04 / 7
  const sharpe = (mean / Math.sqrt(0.001_771_428_571_428_571_4 / 6)) * Math.sqrt(365)
  const sortino = (mean / Math.sqrt(0.0005 / 7)) * Math.sqrt(365)
  const calmar = (1.04 ** (365 / 7) - 1) / 0.02
  const told = ratiosOf(of)
  expect(told).toMatchObject({ days: 7, leastDays: 7 })
  expect([told.sharpe, told.sortino, told.calmar]).toEqual([
    expect.closeTo(sharpe, 3),
    expect.closeTo(sortino, 3),
    expect.closeTo(calmar, 3),
  ])
})

describe('a ratio is not told', () => {
  const usual = { utcDays: 7, daily: week, wholeReturn: 0.04, days: 7, drawdown: 0.02 }
  test('of fewer than seven days', () => {
    expect(ratiosOf({ ...usual, utcDays: 6, daily: week.slice(1) })).toEqual({ days: 6, leastDays: 7 })
  })

  test('where what it divides by is 0', () => {
    const calm = { ...usual, daily: week.map(() => 0.01), drawdown: 0 }
    expect(ratiosOf(calm)).toEqual({ days: 7, leastDays: 7 })
  })

  test('where a day began with nothing left', () => {
    expect(ratiosOf({ ...usual, daily: undefined })).toEqual({ days: 7, leastDays: 7 })
  })

  test('where the starting balance is not known', () => {
    const days = aPeriod({ to: start + 10 * dayMs, trades: [aTrade('5'), aTrade('-3')] })
    expect(figuresOf(days).ratios.sharpe).toBeDefined()
    const { startingBalance: _, ...unknown } = days
    expect(figuresOf(unknown).ratios).toEqual({ days: 10, leastDays: 7 })
    expect(figuresOf(unknown).balance).toBeUndefined()
  })
})

test('everything lost brings Calmar to −1 over the drawdown, not below', () => {
  expect(ratiosOf({ utcDays: 7, daily: week, wholeReturn: -1.2, days: 7, drawdown: 0.5 }).calmar).toBe(-2)
})

describe('daily returns', () => {
  const at = (day: number, equity: number) => ({ at: start + day * dayMs, equity: dec(equity) })

  test('are of UTC days, one without a trade returned 0, and a day that is cut counts', () => {
    const curve = [at(0.5, 100), at(0.9, 110), at(1, 99), at(1.2, 121), at(3.1, 60.5), at(3.2, 60.5)]
    expect(dailyReturns(curve)).toEqual([expect.closeTo(0.1), expect.closeTo(0.1), 0, -0.5])
  })

  test('end where nothing is left to return on', () => {
    expect(dailyReturns([at(0, 100), at(0.5, 0), at(1.5, 10)])).toBeUndefined()
    expect(dailyReturns([])).toEqual([])
  })
})
