import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, loadConfiguration } from '#settings/configuration.ts'
import { parseEnvironmentFile } from '#settings/environment-file.ts'
import { protectsLess } from '#settings/stricter-protections.ts'

const said = (protections: unknown) => ({
  QT_PROTECTIONS: typeof protections === 'string' ? protections : JSON.stringify(protections),
})
const read = (...protections: readonly object[]) => loadConfiguration(said(protections)).protections
function problemsOf(protections: unknown): readonly string[] {
  try {
    loadConfiguration(said(protections))
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

test('the example file of docs/protections.md is valid', () => {
  const page = readFileSync(new URL('../../docs/protections.md', import.meta.url), 'utf8')
  const [, file = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  const { QT_PROTECTIONS: list = '' } = parseEnvironmentFile('live.json', file)
  expect(problemsOf(list)).toEqual([])
  expect(JSON.parse(list)).toHaveLength(4)
})

test('freqtrade’s list is valid as its documentation has it, in minutes', () => {
  expect(
    read(
      {
        method: 'StoplossGuard',
        ...{ lookback_period: 1440, trade_limit: 4, stop_duration: 120 },
        ...{ required_profit: -0.01, only_per_pair: true, only_per_side: true },
      },
      {
        method: 'MaxDrawdown',
        ...{ lookback_period: 2880, trade_limit: 20, stop_duration: 720 },
        ...{ max_allowed_drawdown: 0.2, calculation_mode: 'ratios' },
      },
      {
        method: 'LowProfitPairs',
        ...{ lookback_period: 360, trade_limit: 2, unlock_at: '18:00' },
        ...{ required_profit: '0.02', only_per_side: true },
      },
      { method: 'CooldownPeriod', stop_duration: 5 },
    ),
  ).toEqual([
    {
      method: 'StoplossGuard',
      ...{ lookbackPeriod: 1440, tradeLimit: 4, stopDuration: 120 },
      ...{ requiredProfit: '-0.01', onlyPerPair: true, onlyPerSide: true },
    },
    {
      method: 'MaxDrawdown',
      ...{ lookbackPeriod: 2880, tradeLimit: 20, stopDuration: 720, maxAllowedDrawdown: '0.2' },
    },
    {
      method: 'LowProfitPairs',
      ...{ lookbackPeriod: 360, tradeLimit: 2, unlockAt: '18:00', requiredProfit: '0.02', onlyPerSide: true },
    },
    { method: 'CooldownPeriod', stopDuration: 5 },
  ])
})

test('values left out have freqtrade’s defaults', () => {
  const hour = { lookbackPeriod: 60, stopDuration: 60 }
  const all = [
    { method: 'StoplossGuard' },
    { method: 'MaxDrawdown' },
    { method: 'LowProfitPairs' },
    { method: 'CooldownPeriod' },
  ]
  expect(read(...all)).toEqual([
    {
      method: 'StoplossGuard',
      ...{ ...hour, tradeLimit: 10, requiredProfit: '0', onlyPerPair: false, onlyPerSide: false },
    },
    { method: 'MaxDrawdown', ...hour, tradeLimit: 1, maxAllowedDrawdown: '0' },
    { method: 'LowProfitPairs', ...hour, tradeLimit: 1, requiredProfit: '0', onlyPerSide: false },
    { method: 'CooldownPeriod', stopDuration: 60 },
  ])
})

describe('rejected, with what to write instead:', () => {
  test.each<[string, object, string]>([
    [
      'candles',
      { method: 'CooldownPeriod', stop_duration_candles: 2 },
      'CooldownPeriod: stop_duration_candles cannot be, because there are no candles here; write stop_duration, in minutes',
    ],
    [
      'a look-back in candles',
      { method: 'LowProfitPairs', lookback_period_candles: 6 },
      'LowProfitPairs: lookback_period_candles cannot be, because there are no candles here; write lookback_period, in minutes',
    ],
    [
      'an unknown method',
      { method: 'ProfitLimit' },
      'expected a method of StoplossGuard, MaxDrawdown, LowProfitPairs, CooldownPeriod, got "ProfitLimit"',
    ],
    [
      'a name that every object has',
      { method: 'constructor' },
      'expected a method of StoplossGuard, MaxDrawdown, LowProfitPairs, CooldownPeriod, got "constructor"',
    ],
    [
      'a parameter of another method',
      { method: 'CooldownPeriod', trade_limit: 2 },
      'CooldownPeriod: it has no trade_limit; it has stop_duration, unlock_at',
    ],
    [
      'two ends of a lock',
      { method: 'CooldownPeriod', stop_duration: 5, unlock_at: '18:00' },
      'CooldownPeriod: expected one of stop_duration and unlock_at, got both',
    ],
    [
      'an impossible time',
      { method: 'CooldownPeriod', unlock_at: '24:00' },
      'CooldownPeriod: unlock_at: expected a time of the day in UTC, like "18:00", got "24:00"',
    ],
    [
      'a look-back that reaches too far',
      { method: 'MaxDrawdown', lookback_period: 43_201 },
      'MaxDrawdown: lookback_period: expected whole minutes from 1 to 43200, as the last 50 closed trades are kept, which reach no further back, got 43201',
    ],
    [
      'more trades than are kept',
      { method: 'StoplossGuard', trade_limit: 51 },
      'StoplossGuard: trade_limit: expected a whole number from 1 to 50, as the last 50 closed trades are kept and no more, got 51',
    ],
    [
      'equity',
      { method: 'MaxDrawdown', calculation_mode: 'equity' },
      'MaxDrawdown: calculation_mode: expected "ratios", as of each trade what it made of its margin is kept, and no equity, got "equity"',
    ],
    [
      'a drawdown below zero',
      { method: 'MaxDrawdown', max_allowed_drawdown: -0.1 },
      'MaxDrawdown: max_allowed_drawdown: expected a number from 0 to 50, like 0.2 for 20 %, got -0.1',
    ],
    [
      'a profit that is not a number',
      { method: 'LowProfitPairs', required_profit: '2 %' },
      'LowProfitPairs: required_profit: expected a number from -50 to 50, like -0.02 for -2 %, got "2 %"',
    ],
    [
      'a flag as text',
      { method: 'StoplossGuard', only_per_pair: 'yes' },
      'StoplossGuard: only_per_pair: expected true or false, got "yes"',
    ],
    [
      'half a minute',
      { method: 'CooldownPeriod', stop_duration: 0.5 },
      'CooldownPeriod: stop_duration: expected whole minutes from 1 to 43200, got 0.5',
    ],
  ])('%s', (_, protection, problem) => {
    expect(problemsOf([{ method: 'CooldownPeriod' }, protection])).toEqual([`QT_PROTECTIONS[1]: ${problem}`])
  })

  test.each<[string, unknown]>([
    ['text that is not JSON', 'StoplossGuard'],
    ['one protection instead of a list', { method: 'CooldownPeriod' }],
    ['names alone', ['CooldownPeriod']],
    ['one without a method', [{ stop_duration: 5 }]],
    ['too many', Array.from({ length: 11 }, () => ({ method: 'CooldownPeriod' }))],
  ])('%s', (_, protections) => {
    expect(problemsOf(protections)).toEqual([
      expect.stringMatching(/^QT_PROTECTIONS is .*; allowed is JSON of freqtrade's list of protections, /),
    ])
  })
})

test('the environment’s file has them as a list, and names what is wrong in it', () => {
  const file = (list: unknown) => JSON.stringify({ settings: { QT_PROTECTIONS: list } })
  const list = [{ method: 'CooldownPeriod', stop_duration: 5 }]
  expect(parseEnvironmentFile('live.json', file(list))).toEqual({ QT_PROTECTIONS: JSON.stringify(list) })
  expect(parseEnvironmentFile('live.json', file([]))).toEqual({ QT_PROTECTIONS: '[]' })
  expect(() => parseEnvironmentFile('live.json', file([{ method: 'CooldownPeriod', minutes: 5 }]))).toThrow(
    'live.json: QT_PROTECTIONS[0]: CooldownPeriod: it has no minutes; it has stop_duration, unlock_at',
  )
})

test.each<[string, object, object, boolean]>([
  ['a longer lock', { stop_duration: 9 }, { stop_duration: 10 }, false],
  ['a shorter lock', { stop_duration: 9 }, { stop_duration: 8 }, true],
  ['a time of the day for minutes', { stop_duration: 9 }, { unlock_at: '18:00' }, true],
  ['a higher limit', { trade_limit: 3 }, { trade_limit: 4 }, true],
  ['a pair for all pairs', {}, { only_per_pair: true }, true],
  ['all pairs for a pair', { only_per_pair: true }, {}, false],
  ['fewer counted stops', {}, { required_profit: -0.01 }, true],
])('%s is rightly called looser or not', (_, before, after, looser) => {
  const of = (parameters: object) => read({ method: 'StoplossGuard', ...parameters })
  expect(protectsLess(of(before), of(after))).toBe(looser)
})
