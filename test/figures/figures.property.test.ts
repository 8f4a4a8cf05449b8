import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { figuresOf } from '#figures/figures.ts'
import { anyTrades, anyTradesTwice, aPeriod, dayMs, start } from './builders.ts'

const tenDays = { from: start, to: start + 10 * dayMs }
const runs = { numRuns: 25 }

test.prop([anyTradesTwice], runs)(
  'the order in which trades are given changes nothing',
  ([given, shuffled]) => {
    const of = (trades: typeof given) => figuresOf(aPeriod({ ...tenDays, trades }))
    expect(of(shuffled)).toEqual(of(given))
  },
)

test.prop([anyTrades], runs)('the groups of each kind add up to all trades', trades => {
  const { all, by } = figuresOf(aPeriod({ ...tenDays, trades }))
  for (const groups of Object.values(by)) {
    const tallies = Object.values(groups)
    expect(tallies.reduce((total, tally) => total + tally.trades, 0)).toBe(all.trades)
    expect(tallies.reduce((total, tally) => total + tally.wins, 0)).toBe(all.wins)
    for (const money of ['gross', 'fees', 'funding', 'net', 'slippageCost'] as const)
      expect(sum(tallies.map(tally => tally[money])).toFixed()).toBe(all[money])
  }
})

test.prop([anyTrades], runs)('the balance ends with what all trades made, to the last digit', trades => {
  const { balance, all } = figuresOf(aPeriod({ ...tenDays, trades }))
  expect(balance?.end).toBe(dec(10_000).plus(all.net).toFixed())
})

test.prop([anyTrades], runs)('a loss means fewer wins than break-even needs, and the reverse', trades => {
  const { all } = figuresOf(aPeriod({ ...tenDays, trades }))
  fc.pre(all.breakEvenWinRate !== undefined)
  const [had, need] = [dec(all.winRate ?? 0), dec(all.breakEvenWinRate ?? 0)]
  // Given to four digits: nearer values may be either.
  fc.pre(had.minus(need).abs().gt('0.0001'))
  expect(dec(all.ofMargin?.net ?? 0).gt(0)).toBe(had.gt(need))
})

test.prop([anyTrades], runs)('the interval contains the mean and names its seed', trades => {
  const { interval, all } = figuresOf(aPeriod({ ...tenDays, trades, seed: 7 }))
  expect(interval === undefined).toBe(trades.length < 10)
  if (!interval) return
  expect(interval).toMatchObject({ seed: 7, confidence: 0.95, draws: 2_000 })
  for (const [mean, { low, high }] of [
    [all.expectancy, interval.expectancy],
    [all.ofMargin?.net, interval.ofMargin],
  ] as const) {
    expect(dec(low).lte(mean ?? 0)).toBe(true)
    expect(dec(high).gte(mean ?? 0)).toBe(true)
  }
})
