import { describe, expect, test } from 'vitest'
import { exitOf } from '#figures/exit.ts'
import { figuresOf } from '#figures/figures.ts'
import { refusedOf } from '#figures/missed.ts'
import { tallyOf } from '#figures/tally.ts'
import { aPeriod, aTrade, dayMs, start, trades } from './builders.ts'

const hour = 3_600_000

test('a tally of four trades: rate, expectancy, profit factor and the deepest fall', () => {
  expect(tallyOf(trades('10', '-4', '-5', '8'))).toMatchObject({
    ...{ trades: 4, wins: 2, winRate: '0.5000', net: '9', maxDrawdown: '9' },
    ...{ expectancy: '2.25000000', profitFactor: '2.0000', breakEvenWinRate: '0.3333' },
    ofMargin: { net: '0.02250000' },
  })
})

test('results of less than one count as others do', () => {
  expect(tallyOf(trades('0.5', '-0.25'))).toMatchObject({
    ...{ wins: 1, profitFactor: '2.0000', maxDrawdown: '0.25', expectancy: '0.12500000' },
  })
})

test('slippage is the mean share of the price, to eight digits', () => {
  const slipped = ['0.00000001', '0.00000002', '0'].map(slippage => aTrade('1', { slippage }))
  expect(tallyOf(slipped).slippage).toBe('0.00000001')
})

test('a result of zero counts as a loss, and falls follow the order of closes', () => {
  const flat = tallyOf(trades('6', '0', '-3'))
  expect(flat).toMatchObject({ wins: 1, breakEvenWinRate: '0.2000', winRate: '0.3333', maxDrawdown: '3' })
  const [first, second, third] = trades('-4', '9', '-4')
  const shuffled = [second, third, first].flatMap(trade => trade ?? [])
  expect(tallyOf(shuffled).maxDrawdown).toBe('4')
  expect(tallyOf(trades('-4', '-4', '9')).maxDrawdown).toBe('8')
})

test('trades that closed at one moment count with their deepest possible fall', () => {
  expect(tallyOf([aTrade('-3'), aTrade('5'), aTrade('-2')]).maxDrawdown).toBe('5')
})

test('a first loss is a fall from zero, and without a loss there is no profit factor', () => {
  expect(tallyOf([aTrade('-3')]).maxDrawdown).toBe('3')
  expect(tallyOf([aTrade('3')]).profitFactor).toBeUndefined()
  const { trades: count, net, ...none } = tallyOf([])
  expect({ count, net, ofMargin: none.ofMargin, winRate: none.winRate }).toEqual({ count: 0, net: '0' })
})

test('a stop that was hit counts as the first stop, or as trailing once the ladder moved it', () => {
  expect(exitOf('stop-hit', 0)).toBe('first-stop')
  expect(exitOf('stop-hit', 1)).toBe('trailing-stop')
  expect(exitOf('take-profit', 3)).toBe('take-profit')
})

describe('the return', () => {
  test('is of the starting balance, and per day compounded', () => {
    const { balance } = figuresOf(aPeriod({ to: start + 2 * dayMs, trades: trades('2000', '100') }))
    expect(balance).toEqual({
      ...{ start: '10000', end: '12100', return: '0.21000000', returnPerDay: '0.10000000' },
    })
  })

  test('has no daily rate for less than a day, nor if nothing is left', () => {
    const short = figuresOf(aPeriod({ to: start + 2 * hour, trades: trades('100') }))
    const lost = figuresOf(aPeriod({ trades: trades('-10000') }))
    expect([short.balance, lost.balance].map(balance => balance?.returnPerDay)).toEqual([
      undefined,
      undefined,
    ])
    expect(lost.balance?.return).toBe('-1.00000000')
  })

  test('has a daily rate for one whole day', () => {
    expect(figuresOf(aPeriod({ trades: trades('100') })).balance?.returnPerDay).toBe('0.01000000')
  })

  test('has a daily rate for a loss, too', () => {
    const { balance } = figuresOf(aPeriod({ to: start + 2 * dayMs, trades: trades('-1900') }))
    expect(balance?.returnPerDay).toBe('-0.10000000')
  })

  test('covers a period with its days, and uses seed 1 by default', () => {
    const { period, interval } = figuresOf(
      aPeriod({ to: start + 1.5 * dayMs, trades: trades(...Array(10).fill('1')) }),
    )
    expect(period).toEqual({ from: '2025-02-03T00:00:00.000Z', to: '2025-02-04T12:00:00.000Z', days: 1.5 })
    expect(interval).toMatchObject({ confidence: 0.95, draws: 2_000, seed: 1 })
  })

  test('includes a position closed by the end of the period, however late', () => {
    const late = aTrade('50', { closedAt: start + dayMs + 3_000 })
    const { balance, ratios } = figuresOf(aPeriod({ trades: [late] }))
    expect([balance?.end, ratios.days]).toEqual(['10050', 1])
  })
})

test('an unknown figure has no field', () => {
  const { startingBalance: _, ...unknown } = aPeriod()
  const told = Object.keys(figuresOf(unknown))
  expect(told.filter(name => ['balance', 'interval', 'ofGross'].includes(name))).toEqual([])
})

describe('the drawdown', () => {
  test('lasts until the end of the period if the high is not reached again', () => {
    const lost = aTrade('-5', { closedAt: start })
    expect(figuresOf(aPeriod({ trades: [lost] })).drawdown.ms).toBe(dayMs - 1)
  })

  const equity = [
    { at: start, equity: '10000' },
    { at: start + hour, equity: '9000' },
    { at: start + 2 * hour, equity: '10100' },
  ]
  test('includes open positions if their worth is known', () => {
    const { drawdown, balance } = figuresOf(aPeriod({ trades: trades('100'), equity }))
    expect(drawdown).toMatchObject({ by: 'equity', money: '1000', share: '0.10000000', ms: hour })
    expect(balance?.end).toBe('10100')
  })

  test('begins with the first known equity if no balance is given', () => {
    const { startingBalance: _, ...period } = aPeriod({ equity })
    expect(figuresOf(period).balance).toMatchObject({ start: '10000', return: '0.01000000' })
  })

  test('counts trades that closed at one moment together: their order is unknown', () => {
    const together = [aTrade('-50'), aTrade('60'), aTrade('-20')]
    expect(figuresOf(aPeriod({ trades: together })).drawdown).toMatchObject({
      ...{ by: 'closed-trades', money: '10', share: '0.00100000' },
    })
  })
})

test('time in a position counts once where positions overlap, and only in the period', () => {
  const open = (from: number, to: number) =>
    aTrade('1', { openedAt: start + from * hour, closedAt: start + to * hour })
  const { exposure } = figuresOf(aPeriod({ trades: [open(4, 10), open(-2, 2), open(5, 6), open(20, 30)] }))
  expect(exposure).toEqual({
    share: 0.5,
    positionMs: 21 * hour,
    meanMs: 5.25 * hour,
    medianMs: 4 * hour,
  })
  expect(figuresOf(aPeriod()).exposure).toEqual({ share: 0, positionMs: 0 })
  expect(figuresOf(aPeriod({ trades: [open(0, 8)] })).exposure).toEqual({
    ...{ share: 0.333333, positionMs: 8 * hour, meanMs: 8 * hour, medianMs: 8 * hour },
  })
  const ms = aPeriod({ to: start + 10, trades: [aTrade('1', { closedAt: start + 1 })] })
  expect(figuresOf(ms).exposure.share).toBe(0.1)
  const instant = aPeriod({ to: start, trades: [open(0, 1), open(0, 2), open(0, 6)] })
  expect(figuresOf(instant).exposure).toMatchObject({ share: 0, medianMs: 2 * hour })
})

test('costs are shares of the gross profit; a gross loss has none', () => {
  const won = aTrade('40', { gross: '50', fees: '8', funding: '-2', net: '40', slippageCost: '5' })
  expect(figuresOf(aPeriod({ trades: [won] })).ofGross).toEqual({
    ...{ fees: '0.16000000', funding: '0.04000000', slippage: '0.10000000' },
  })
  expect(figuresOf(aPeriod({ trades: trades('0.5') })).ofGross).toBeDefined()
  for (const gross of ['-1', '0'])
    expect(figuresOf(aPeriod({ trades: trades(gross) })).ofGross).toBeUndefined()
})

test('trades are grouped by the UTC hour of their opening, among others', () => {
  const late = aTrade('2', { openedAt: start + 23 * hour, leverage: 5, tier: 1, exit: 'trailing-stop' })
  const { by } = figuresOf(aPeriod({ trades: [aTrade('1'), late] }))
  expect(Object.keys(by)).toEqual(['source', 'symbol', 'side', 'tier', 'exit', 'reason', 'hour', 'leverage'])
  expect(Object.keys(by.hour)).toEqual(['00:00', '23:00'])
  expect(Object.keys(by.leverage)).toEqual(['5', '30'])
  expect([by.side.long?.net, by.source.tft?.net, by.symbol.ETHUSDT?.net]).toEqual(['3', '3', '3'])
  expect(Object.keys(by.tier)).toEqual(['0', '1'])
  expect([by.exit['trailing-stop']?.net, by.reason['stop-hit']?.net]).toEqual(['2', '3'])
})

test('groups that a trader can choose have an interval from ten trades on, with the report’s seed', () => {
  const of = (count: number, source: string) =>
    Array.from({ length: count }, (_, index) => aTrade(index % 3 === 0 ? '-4' : '7', { source }))
  const all = [...of(10, 'enough'), ...of(9, 'few')]
  const { by, interval } = figuresOf(aPeriod({ trades: all, seed: 7 }))
  const alone = figuresOf(aPeriod({ trades: of(10, 'enough'), seed: 7 })).interval
  expect(by.source.enough?.interval).toEqual({ expectancy: alone?.expectancy, ofMargin: alone?.ofMargin })
  expect(by.source.few).not.toHaveProperty('interval')
  const whole = { expectancy: interval?.expectancy, ofMargin: interval?.ofMargin }
  expect([by.symbol.ETHUSDT?.interval, by.side.long?.interval]).toEqual([whole, whole])
  for (const kind of ['tier', 'exit', 'reason', 'hour', 'leverage'] as const)
    expect(Object.values(by[kind]).filter(group => 'interval' in group)).toEqual([])
})

test('groups are listed by name', () => {
  const by = (key: 'source' | 'hour', some: readonly ReturnType<typeof aTrade>[]) =>
    Object.keys(figuresOf(aPeriod({ trades: some })).by[key])
  expect(by('source', [aTrade('1', { source: 'm10' }), aTrade('1', { source: 'm9' })])).toEqual(['m9', 'm10'])
  const at = (hours: number) => aTrade('1', { openedAt: start + hours * hour })
  expect(by('hour', [at(13), at(2)])).toEqual(['02:00', '13:00'])
})

test('rejected entries are counted by reason, with what they would have earned if known', () => {
  const refused = [
    { reason: 'no-slot', action: 'BUY', wouldHaveMade: '12.5' },
    { reason: 'cooldown', action: 'SELL', wouldHaveMade: '3' },
    { reason: 'no-slot', action: 'SELL', wouldHaveMade: '-2' },
    { reason: 'no-slot', action: 'BUY' },
    { reason: 'invalid' },
    { reason: 'already-open' },
    ...['hold', 'nothing-open', 'duplicate'].map(reason => ({ reason })),
    { reason: 'stale', action: 'CLOSE' },
    { reason: 'low-confidence', action: 'HOLD' },
  ]
  const { missed } = figuresOf(aPeriod({ refused }))
  expect(missed).toEqual({
    'no-slot': { signals: 3, wouldHaveMade: '10.5', known: 2, wouldHaveWon: 1 },
    'already-open': { signals: 1 },
    cooldown: { signals: 1, wouldHaveMade: '3', known: 1, wouldHaveWon: 1 },
    invalid: { signals: 1 },
  })
  expect(Object.keys(missed)).toEqual(['no-slot', 'already-open', 'cooldown', 'invalid'])
})

test('only rejections among the verdicts count, one without a reason as unknown', () => {
  expect(
    refusedOf([
      { verdict: 'accepted', action: 'BUY' },
      { verdict: 'refused', reason: 'cooldown', action: 'SELL' },
      { verdict: 'refused' },
    ]),
  ).toStrictEqual([{ reason: 'cooldown', action: 'SELL' }, { reason: 'unknown' }])
})

test('a rejected signal would have won if it would have earned anything', () => {
  const refused = ['0', '0.5', '-1'].map(wouldHaveMade => ({ reason: 'halted', wouldHaveMade }))
  expect(figuresOf(aPeriod({ refused })).missed.halted?.wouldHaveWon).toBe(1)
})

test('what a rejected signal would have earned is found by its message', () => {
  const made = new Map([['m2', '-7.5']])
  const verdicts = ['m1', 'm2'].map(messageId => ({
    ...{ messageId, verdict: 'refused' as const, reason: 'no-slot' },
  }))
  expect(refusedOf(verdicts, made)).toStrictEqual([
    { reason: 'no-slot' },
    { reason: 'no-slot', wouldHaveMade: '-7.5' },
  ])
})
