import { describe, expect, test } from 'vitest'
import { defaultLadder } from '#domain/ladder.ts'
import { ladders } from '#domain/ladders.ts'
import {
  ConfigurationError,
  describeSettings,
  type Environment,
  loadConfiguration,
  toEnvironment,
} from '#settings/configuration.ts'

const problemsOf = (environment: Environment): readonly string[] => {
  try {
    loadConfiguration(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

test('without any variable everything has its default', () => {
  expect(loadConfiguration({})).toEqual({
    defaultLeverage: 30,
    confidenceThreshold: '0.72',
    minSentiment: '-1',
    stopLossPct: '0.02',
    takeProfitPct: '0.03',
    partialTakeProfit: '0.5',
    emergencyPct: '0.03',
    checkIntervalSeconds: 10,
    maxPositions: 4,
    marginFraction: '0.25',
    maxMarginPerTrade: '5000',
    cooldownSeconds: 300,
    signalMaxAgeSeconds: 60,
    maxDailyLoss: '500',
    killSwitch: false,
    marginMode: 'isolated',
    adopt: 'own',
    symbols: undefined,
    quoteAssets: ['USDT'],
    minStopTicks: 5,
    minStopSpreads: '2',
    ladder: defaultLadder,
    sources: {},
    protections: [],
    venue: 'paper',
    paperBalance: '10000',
  })
})

test.each<[string, string, object]>([
  ['QT_DEFAULT_LEVERAGE', '75', { defaultLeverage: 75 }],
  ['QT_CONFIDENCE_THRESHOLD', '0.9', { confidenceThreshold: '0.9' }],
  ['QT_MIN_SENTIMENT', '-0.25', { minSentiment: '-0.25' }],
  ['QT_SL_PCT', '0.01', { stopLossPct: '0.01' }],
  ['QT_TP_PCT', '0.04', { takeProfitPct: '0.04' }],
  ['QT_PARTIAL_TP', '1', { partialTakeProfit: '1' }],
  ['QT_EMERGENCY_PCT', '0.05', { emergencyPct: '0.05' }],
  ['QT_CHECK_INTERVAL', '60', { checkIntervalSeconds: 60 }],
  ['QT_MAX_POSITIONS', '40', { maxPositions: 40 }],
  ['QT_MARGIN_FRACTION', '1', { marginFraction: '1' }],
  ['QT_MAX_MARGIN_PER_TRADE', '250.5', { maxMarginPerTrade: '250.5' }],
  ['QT_COOLDOWN_SECONDS', '0', { cooldownSeconds: 0 }],
  ['QT_SIGNAL_MAX_AGE_SECONDS', '5', { signalMaxAgeSeconds: 5 }],
  ['QT_MAX_DAILY_LOSS', '0', { maxDailyLoss: '0' }],
  ['QT_KILL_SWITCH', 'on', { killSwitch: true }],
  ['QT_MARGIN_MODE', 'cross', { marginMode: 'cross' }],
  ['QT_ADOPT', 'all', { adopt: 'all' }],
  ['QT_SYMBOLS', '币安人生USDT', { symbols: ['币安人生USDT'] }],
  ['QT_SYMBOLS', 'BTCUSDT, 1000PEPEUSDT', { symbols: ['BTCUSDT', '1000PEPEUSDT'] }],
  ['QT_QUOTE_ASSETS', 'any', { quoteAssets: undefined }],
  ['QT_MIN_STOP_TICKS', '1', { minStopTicks: 1 }],
  ['QT_MIN_STOP_SPREADS', '0', { minStopSpreads: '0' }],
  ['QT_PAPER_BALANCE', '500', { paperBalance: '500' }],
])('%s=%s is accepted', (name, value, expected) => {
  expect(loadConfiguration({ [name]: value })).toMatchObject(expected)
})

test('an empty variable counts as unset, and blanks around a value are ignored', () => {
  expect(loadConfiguration({ QT_DEFAULT_LEVERAGE: '  ' }).defaultLeverage).toBe(30)
  expect(loadConfiguration({ QT_DEFAULT_LEVERAGE: ' 20 ' }).defaultLeverage).toBe(20)
})

describe('an invalid value is an error with the allowed ones', () => {
  test.each([
    ['QT_DEFAULT_LEVERAGE', '126', 'a whole number from 1 to 125'],
    ['QT_DEFAULT_LEVERAGE', '0', 'a whole number from 1 to 125'],
    ['QT_DEFAULT_LEVERAGE', '2.5', 'a whole number from 1 to 125'],
    ['QT_DEFAULT_LEVERAGE', 'high', 'a whole number from 1 to 125'],
    ['QT_CONFIDENCE_THRESHOLD', '1.2', 'a decimal number from 0 to 1'],
    ['QT_MIN_SENTIMENT', '-1.1', 'a decimal number from -1 to 1'],
    ['QT_CONFIDENCE_THRESHOLD', 'NaN', 'a decimal number from 0 to 1'],
    ['QT_SL_PCT', '2%', 'a decimal number from 0.001 to 0.5'],
    ['QT_SL_PCT', '-0.02', 'a decimal number from 0.001 to 0.5'],
    ['QT_CHECK_INTERVAL', '7', '5 or 10 or 15 or 20 or 30 or 60'],
    ['QT_KILL_SWITCH', 'yes', 'on or off'],
    ['QT_MARGIN_MODE', 'CROSS', 'isolated or cross'],
    ['QT_PAPER_TRADING', 'no', 'true or false'],
    ['STAGING_MODE', '1', 'true or false'],
    ['QT_SYMBOLS', 'btcusdt', 'names in capitals, separated by commas, like BTCUSDT,ETHUSDT, or any'],
    ['QT_SYMBOLS', 'BTC/USDT', 'names in capitals, separated by commas, like BTCUSDT,ETHUSDT, or any'],
    ['QT_SYMBOLS', 'any,BTCUSDT', 'names in capitals, separated by commas, like BTCUSDT,ETHUSDT, or any'],
  ])('%s=%s', (name, value, allowed) => {
    expect(problemsOf({ [name]: value })).toEqual([
      `${name} is ${JSON.stringify(value)}; allowed is ${allowed}`,
    ])
  })

  test('an emergency that would come before the stop', () => {
    expect(problemsOf({ QT_EMERGENCY_PCT: '0.02' })).toEqual([
      'QT_EMERGENCY_PCT is 0.02; allowed is more than QT_SL_PCT (0.02)',
    ])
  })

  test('a first take-profit beyond the first tier', () => {
    expect(problemsOf({ QT_TP_PCT: '0.051' })).toEqual([
      'QT_TP_PCT is 0.051; allowed is at most the first tier of QT_LADDER (0.05)',
    ])
  })

  test('an unknown setting, but not the stack’s or other programs’ variables', () => {
    expect(problemsOf({ QT_LEVERAGE: '20', QT_TABLE: 'table', PATH: '/bin', LEVERAGE: '3' })).toEqual([
      'QT_LEVERAGE is "20", but there is no such setting; remove it',
    ])
  })
})

test('all problems are reported at once, one line each', () => {
  const wrong = {
    QT_DEFAULT_LEVERAGE: '500',
    QT_LEVERAGE: '20',
    QT_SL_PCT: 'x',
    QT_LADDER: 'steep',
    STAGING_MODE: 'maybe',
    QT_EMERGENCY_PCT: '2',
  }
  const problems = problemsOf(wrong)
  expect(problems.map(problem => problem.split(' ')[0]).sort()).toEqual(Object.keys(wrong).sort())
  expect(() => loadConfiguration(wrong)).toThrow(/^The configuration is not valid:\n {2}QT_LEVERAGE is "20"/)
})

test('contradictions are reported together with wrong values', () => {
  const problems = problemsOf({ QT_DEFAULT_LEVERAGE: '500', QT_EMERGENCY_PCT: '0.01', QT_TP_PCT: '0.5' })
  expect(problems.map(problem => problem.split(' ')[0]).sort()).toEqual([
    'QT_DEFAULT_LEVERAGE',
    'QT_EMERGENCY_PCT',
    'QT_TP_PCT',
  ])
})

describe('the venue', () => {
  test.each([
    [undefined, undefined, 'paper'],
    ['true', 'true', 'paper'],
    ['true', 'false', 'paper'],
    [undefined, 'true', 'paper'],
    ['false', 'true', 'demo'],
    ['false', 'false', 'live'],
  ] as const)('with QT_PAPER_TRADING=%s and STAGING_MODE=%s is %s', (paper, staging, venue) => {
    const said = { QT_PAPER_TRADING: paper, STAGING_MODE: staging }
    expect(loadConfiguration(said).venue).toBe(venue)
  })

  test.each([undefined, ''])('is never live unless both are set (STAGING_MODE=%j)', staging => {
    expect(problemsOf({ QT_PAPER_TRADING: 'false', STAGING_MODE: staging })).toEqual([
      expect.stringMatching(
        /^STAGING_MODE is unset with QT_PAPER_TRADING=false; set STAGING_MODE=false for live/,
      ),
    ])
  })
})

describe('the ladder', () => {
  const ladder = (text: unknown) => ({ QT_LADDER: typeof text === 'string' ? text : JSON.stringify(text) })
  const tier = { at: '0.05', stop: 'break-even', takeProfit: { at: '0.08', share: 'rest' } }

  test('may be another one', () => {
    expect(loadConfiguration(ladder([tier])).ladder).toEqual([tier])
  })

  test.each(Object.entries(ladders))('may be called by its name, %s', (name, tiers) => {
    expect(loadConfiguration(ladder(name)).ladder).toEqual(tiers)
  })

  test('with a higher first tier, or none, allows a higher first take-profit', () => {
    for (const name of ['fee-aware', 'none'])
      expect(loadConfiguration({ QT_LADDER: name, QT_TP_PCT: '0.1' }).takeProfitPct).toBe('0.1')
    expect(problemsOf({ QT_LADDER: 'fee-aware', QT_TP_PCT: '0.101' })).toEqual([
      'QT_TP_PCT is 0.101; allowed is at most the first tier of QT_LADDER (0.10)',
    ])
  })

  test.each([
    ['invalid JSON', 'steep'],
    ['a name that every object knows', 'toString'],
    ['no list', tier],
    ['no tier', []],
    ['more than ten tiers', Array(11).fill(tier)],
    ['a share as a binary number', [{ ...tier, at: 0.05 }]],
    ['a share that is no number', [{ ...tier, at: '5%' }]],
    ['a lock that is no number', [{ ...tier, stop: { lock: 'half' } }]],
    ['a stop it does not know', [{ ...tier, stop: 'trailing' }]],
    ['a field it does not know', [{ ...tier, note: 'x' }]],
    ['tiers that fall', [tier, { ...tier, at: '0.01' }]],
    ['null', 'null'],
  ])('is an error with %s', (_, text) => {
    expect(problemsOf(ladder(text))).toEqual([
      expect.stringMatching(
        /^QT_LADDER is .*; allowed is standard, fee-aware or none; or JSON of 1 to 10 tiers like /,
      ),
    ])
  })
})

describe('the sources', () => {
  const said = (sources: unknown) => ({
    QT_SOURCES: typeof sources === 'string' ? sources : JSON.stringify(sources),
  })

  test('have exactly their own settings', () => {
    const sources = { 'tv-btc': { shape: 'tradingview', confidence: '0.8' }, desk: {}, constructor: {} }
    expect(loadConfiguration(said(sources)).sources).toEqual(sources)
  })

  test.each([
    ['no JSON', 'tv-btc'],
    ['a list', [{ shape: 'own' }]],
    ['null', 'null'],
    ['a name that no source may have', { 'tv btc': {} }],
    ['a reserved name', { adopted: {} }],
    ['a name that would be another thing', '{"__proto__":{"confidence":"1"}}'],
    ['nothing said of one', { tv: null }],
    ['a shape that is none', { tv: { shape: 'pine' } }],
    ['a confidence as a binary number', { tv: { confidence: 0.8 } }],
    ['a confidence above 1', { tv: { confidence: '1.01' } }],
    ['a confidence below 0', { tv: { confidence: '-0.1' } }],
    ['a word that is not known', { tv: { confidense: '0.8' } }],
    ['too many', Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`s${n}`, {}]))],
  ])('are an error with %s', (_, sources) => {
    expect(problemsOf(said(sources))).toEqual([
      expect.stringMatching(/^QT_SOURCES is .*; allowed is JSON of up to 40 sources /),
    ])
  })
})

test('every setting has a description and a valid default', () => {
  const described = describeSettings()
  expect(described.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['QT_DEFAULT_LEVERAGE', 'QT_LADDER', 'QT_PAPER_TRADING', 'STAGING_MODE']),
  )
  for (const { name, preset, allowed, purpose } of described) {
    for (const words of [name, preset, allowed, purpose]) expect(words).not.toMatch(/^(undefined)?$/)
  }
  const presets = Object.fromEntries(described.map(({ name, preset }) => [name, preset]))
  expect(loadConfiguration(presets)).toEqual(loadConfiguration({}))
  expect(Object.keys(loadConfiguration({}))).toHaveLength(described.length - 1) // two settings make one venue
})

test('the stack passes on the given settings and nothing else', () => {
  const said = {
    QT_DEFAULT_LEVERAGE: ' 20 ',
    STAGING_MODE: 'true',
    QT_SL_PCT: '',
    HOME: '/root',
    QT_OTHER: '1',
  }
  expect(toEnvironment(said)).toEqual({ QT_DEFAULT_LEVERAGE: '20', STAGING_MODE: 'true' })
})
