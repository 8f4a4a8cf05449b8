import { stripVTControlCharacters } from 'node:util'
import { test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { figuresOf } from '#figures/figures.ts'
import type { Period } from '#figures/period.ts'
import { spreadOf } from '#figures/spread.ts'
import { signed, signedPercent } from '../../../infra/terminal/amounts.ts'
import { figuresText } from '../../../infra/terminal/figures-text.ts'
import { spreadText } from '../../../infra/terminal/spread-text.ts'
import { wrapped } from '../../../infra/terminal/wrapped.ts'
import { anyTrades, aPeriod, aTrade, dayMs, start, trades } from '../../figures/builders.ts'

const linesOf = (period: Period) =>
  stripVTControlCharacters(figuresText(figuresOf(period), 'USDT')).split('\n')
const reasons = ['stop-too-tight', 'opposes-open-position', 'unmanaged-position', 'low-confidence', 'no-slot']

test('a period’s figures are lines, each with its name', () => {
  const at = (day: number) => ({ openedAt: start + day * dayMs, closedAt: start + day * dayMs + 600_000 })
  const won = aTrade('1200', { ...at(1), gross: '1250', fees: '40', funding: '-10', slippageCost: '5' })
  // Daily returns: 0.12 and -0.017857, six of 0; 11000 of 10000 in 8 days.
  const lines = linesOf(aPeriod({ to: start + 8 * dayMs, trades: [won, aTrade('-200', at(3))] }))
  expect(lines.slice(0, 8)).toEqual([
    '  Return      +10.00 %, 10000.00 → 11000.00 USDT, +1.20 % a day',
    '  Trades      2, 1 won (50.0 %), profit factor 6.00',
    '  Expectancy  +500.00 USDT a trade; too few for an interval',
    '  Drawdown    200.00 USDT, 1.79 % of the high, 4 d 23 h below a high, by closed',
    '              trades',
    '  Ratios      Sharpe 5.57, Sortino 38.64, Calmar 4276.41',
    '  Exposure    in a position 0.2 % of the time; 10 min in each on average',
    '  Costs       fees 3.8 % of gross, funding 1.0 %, entry slippage 0.5 %',
  ])
})

test('what rounds to zero has no minus', () => {
  const told = linesOf(aPeriod({ trades: [aTrade('-0.001', { funding: '0.001', slippageCost: '-0.001' })] }))
  expect(told.join('\n')).not.toContain('-0.0')
  expect(told).toContainEqual(expect.stringContaining('funding 0.00, entry slippage 0.00'))
  expect(stripVTControlCharacters(signed('-0.004'))).toBe('+0.00')
  expect(stripVTControlCharacters(signedPercent('-0.00004'))).toBe('+0.00 %')
})

test('the mean trade has its interval from ten trades on', () => {
  const expectancy = (count: number) =>
    linesOf(aPeriod({ trades: trades(...Array<string>(count).fill('5')) })).find(line =>
      line.includes('Expectancy'),
    )
  expect(expectancy(9)).toBe('  Expectancy  +5.00 USDT a trade; too few for an interval')
  expect(expectancy(10)).toBe('  Expectancy  +5.00 USDT a trade; 95 % between 5.00 and 5.00 (seed 1)')
})

test('a missing figure says why it is missing', () => {
  expect(linesOf(aPeriod())).toEqual([
    '  Return      +0.00 %, 10000.00 → 10000.00 USDT, +0.00 % a day',
    '  Trades      none',
    '  Expectancy  —',
    '  Drawdown    none',
    '  Ratios      Sharpe, Sortino and Calmar need 7 days, this was 1',
    '  Exposure    in a position 0.0 % of the time',
    '  Costs       fees 0.00 USDT, funding 0.00, entry slippage 0.00',
    '  Missed      no entry was rejected',
    '  No position was closed: there is nothing to judge the signals by.',
  ])
  const { startingBalance: _, ...unknown } = aPeriod({ trades: trades('5', '-7') })
  const told = linesOf(unknown).join('\n')
  expect(told).toContain('Return      -2.00 USDT; no starting balance above 0 is known')
  expect(told).toContain('Drawdown    7.00 USDT, 22 h 0 min below a high, by closed trades')
  expect(told).toContain('Ratios      they need a starting balance')
})

test('rejected entries are listed by reason, with what they would have earned if known', () => {
  const refused = [
    { reason: 'no-slot', wouldHaveMade: '12.5' },
    { reason: 'no-slot' },
    { reason: 'cooldown' },
    { reason: 'halted', wouldHaveMade: '-2' },
  ]
  expect(linesOf(aPeriod({ refused })).join('\n')).toContain(
    [
      'Missed      4 entries rejected: no-slot (2; 1 of them +12.50), cooldown (1),',
      '              halted (1; -2.00); 2 of them would have made +10.50 USDT',
    ].join('\n'),
  )
})

property.prop([anyTrades], { numRuns: 20 })('no line is wider than a terminal', some => {
  const refused = reasons.map(reason => ({ reason, action: 'BUY', wouldHaveMade: '-1234.5' }))
  const lines = linesOf(aPeriod({ to: start + 10 * dayMs, trades: some, refused }))
  expect(lines.filter(line => line.length > 80)).toEqual([])
})

test('the spread over paths says nine in ten for twenty paths, not for fewer', () => {
  const textOf = (paths: number) => {
    const spread = spreadOf(Array.from({ length: paths }, (_, index) => String(10 * index - 40)))
    return spread && stripVTControlCharacters(spreadText(spread, 'USDT')).split('\n')
  }
  expect(textOf(20)).toEqual([
    '  15 of 20 paths made money',
    '  -40.00 USDT at worst, median +55.00, +150.00 at best',
    '  nine in ten between -40.00 and +140.00',
  ])
  expect(textOf(19)).toHaveLength(2)
})

test('text is broken only between words, and never before a per cent sign', () => {
  expect(wrapped('  one two three 12 % (four)', 9, '  ').split('\n')).toEqual([
    ...['  one two', '  three', '  12 % (four)'],
  ])
})
