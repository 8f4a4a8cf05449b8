import { describe, expect, test } from 'vitest'
import { symbolSaid } from '#signals/symbols.ts'
import { timeOf } from '#signals/times.ts'
import { problemsOf, stamped, understood } from './understood.ts'

type Said = Readonly<Record<string, unknown>>
const said = (change: Said = {}) => ({
  symbol: 'ETHUSDT',
  action: 'buy',
  source: 'bot',
  timestamp: stamped.seconds,
  ...change,
})

describe('a symbol', () => {
  test.each([
    ...[
      'ETHUSDT',
      'ETHUSDT.P',
      'BINANCE:ETHUSDT',
      'BINANCE:ETHUSDT.P',
      'BINANCE:ETHUSDTPERP',
      'binance:ethusdt.p',
    ],
    ...[
      'ETH/USDT',
      'ETH/USDT:USDT',
      'BINANCE:ETH/USDT:USDT',
      'ETH-USDT',
      'eth_usdt',
      'eth usdt',
      'ETHUSDT_PERP',
    ],
    ...['ETHUSDT-PERP', 'ETH-USDT-SWAP', 'ETHUSDTPERP', ' ethusdt ', 'ETH-USDT-PERP', 'BINANCEUSDM:ETHUSDT'],
  ])('may be spelled %j', spelled => {
    expect(symbolSaid(spelled)).toEqual({ means: 'ETHUSDT' })
  })

  test.each([
    ['ETHUSDC.P', 'ETHUSDC'],
    ['1000PEPE/USDT:USDT', '1000PEPEUSDT'],
    ['币安人生-USDT', '币安人生USDT'],
    ['PERP/USDT', 'PERPUSDT'],
    ['PERPUSDT.P', 'PERPUSDT'],
  ])('%j is %s', (spelled, symbol) => {
    expect(symbolSaid(spelled)).toEqual({ means: symbol })
  })

  test.each([
    ...[
      'ETH',
      'ETH-PERP',
      'ETH.P',
      'ETHUSDT_250328',
      'ETH/USDT:USDT-250328',
      'ETH/USDT:USDC',
      'ETH/USDT/USDC',
    ],
    ...[
      'BYBIT:ETHUSDT.P',
      'COINBASE:ETHUSD',
      'BINANCEUS:ETHUSDT',
      'ETH:USDT:USDT',
      'ETH//USDT',
      '',
      '$ETH',
      7,
      null,
    ],
  ])('is rejected as %j: no quote asset is guessed', spelled => {
    expect(symbolSaid(spelled)).toEqual({
      expected: expect.stringMatching(/^a symbol (with its quote asset|of Binance)/),
    })
  })
})

describe('a time', () => {
  test.each([
    ...[
      stamped.seconds,
      `${stamped.seconds}`,
      `${stamped.seconds}.0`,
      stamped.at,
      `${stamped.at}`,
      stamped.at * 1000,
    ],
    ...[
      stamped.iso,
      '2025-02-03T02:06:59',
      '2025-02-03 02:06:59',
      '2025-02-03T02:06:59.000000',
      '2025-02-03 02:06:59+00:00',
    ],
    ...[
      '2025-02-03T03:06:59+01:00',
      '2025-02-03T03:06:59+0100',
      '2025-02-03T03:06:59+01',
      '2025-02-03 02:06:59 UTC',
      '2025-02-03t02:06:59z',
    ],
  ])('may be written %j', time => {
    expect(understood(said({ timestamp: time })).signal.at).toBe(stamped.at)
  })

  test.each([
    ['1738548419.25', 1_738_548_419_250],
    ['1738548419.123456', 1_738_548_419_123],
    ['2025-02-03T02:06:59.123456', 1_738_548_419_123],
    ['2025-02-03T02:06', 1_738_548_360_000],
    ['2025-02-03', 1_738_540_800_000],
  ])('%s is understood to the millisecond', (time, at) => {
    expect(timeOf(time)).toBe(at)
  })

  test.each([
    ...[
      'now',
      '',
      '2025-02-30T00:00:00Z',
      '2025-02-03T25:00:00Z',
      '02/03/2025',
      '2025-02-03T02:06:59 CET',
      '1738548',
      '-5',
      '1e12',
    ],
    ...[17, null, true, ['2025-02-03'], 1e300],
  ])('is rejected as %j', time => {
    expect(problemsOf(said({ timestamp: time }))).toEqual([
      expect.stringMatching(
        /^timestamp: expected a time: seconds or milliseconds since 1970, or ISO 8601 .* got /,
      ),
    ])
  })
})

describe('an action', () => {
  test.each([
    ...(['buy', 'BUY', 'Long', ' long ', 'enter_long', 'go-long', 'STRONG_BUY', 1, '1'] as const).map(
      word => [word, 'BUY'] as const,
    ),
    ...(['sell', 'Short', 'enter short', 'OPEN_SHORT', -1, '-1'] as const).map(
      word => [word, 'SELL'] as const,
    ),
    ...(['close', 'exit', 'FLAT', 'close_long', 'exitShort', 'sell-to-close', 'flatten'] as const).map(
      word => [word, 'CLOSE'] as const,
    ),
    ...(['hold', 'Neutral'] as const).map(word => [word, 'HOLD'] as const),
  ])('may be %j: %s', (word, action) => {
    expect(understood(said({ action: word })).signal.action).toBe(action)
  })

  test.each([
    [{ action: 'open', side: 'short' }, 'SELL'],
    [{ type: 'entry', direction: 'long' }, 'BUY'],
    [{ action: 'close', side: 'long' }, 'CLOSE'],
    [{ side: 'sell', type: 'market' }, 'SELL'],
    [{ action: 'sell', position: 'flat' }, 'CLOSE'],
  ])('may be spread over several words, %j: %s', (words, action) => {
    expect(understood(said({ action: undefined, ...words })).signal.action).toBe(action)
  })

  test.each([
    [{ action: 'buy', side: 'short' }, /^action: expected the same action that side asks for, got "buy"$/],
    [{ action: 'entry' }, /^action: expected BUY, .*, and beside it its side, got "entry"$/],
    [{ action: 0 }, /^action: expected BUY, SELL, HOLD or CLOSE, or a word like long, .* got 0$/],
    [{ action: 'toString' }, /^action: expected BUY/],
    [{ action: 'hold', side: 'buy' }, /^action: expected the same action/],
    [{ action: 'close', side: 'hold' }, /^action: expected the same action/],
    [{ action: undefined }, /^action: expected BUY.* got nothing$/],
  ])('that is not clear is rejected: %j', (words, problem) => {
    expect(problemsOf(said(words))).toEqual([expect.stringMatching(problem)])
  })
})

test('field names may be the usual ones, in any case, with any separator', () => {
  const message = {
    Pair: 'ETH/USDT',
    SIDE: 'short',
    Score: '0.9',
    Model: 'bot',
    'signal-time': stamped.iso,
    LEV: '5',
    sl_pct: 0.03,
    tpPct: '0.04',
    uuid: 17,
  }
  expect(understood(message)).toMatchObject({
    shape: 'generic',
    signal: {
      id: 'bot#17',
      symbol: 'ETHUSDT',
      action: 'SELL',
      confidence: '0.9',
      source: 'bot',
      at: stamped.at,
      leverage: 5,
      stopLossPct: '0.03',
      takeProfitPct: '0.04',
    },
    unread: [],
  })
})

test('two symbols in one message are rejected, the same symbol twice is not', () => {
  expect(understood(said({ ticker: 'ETHUSDT.P' })).signal.symbol).toBe('ETHUSDT')
  expect(problemsOf(said({ ticker: 'BTCUSDT.P' }))).toEqual([
    'symbol: expected the symbol that ticker says, got "ETHUSDT"',
  ])
})

describe('the shape of a message', () => {
  const own = { symbol: 'ETHUSDT', action: 'SELL', confidence: 0.9, source: 'tv', timestamp: stamped.iso }

  test.each([
    ['own', own],
    ['own', { ...own, note: 'x' }],
    ['generic', { ...own, action: 'sell' }],
    ['tradingview', { ...own, market_position: 'short' }],
    ['freqtrade', { ...own, trade_id: 1, type: 'entry', direction: 'short' }],
  ])('is recognised as %s: %j', (shape, message) => {
    expect(understood(message)).toMatchObject({ shape, signal: { action: 'SELL' } })
  })

  test('is never taken for our own if a field says otherwise', () => {
    expect(understood({ ...own, market_position: 'flat' }).signal.action).toBe('CLOSE')
  })

  test('that could be two is rejected, until the operator says which it is', () => {
    const both = { ...own, market_position: 'flat', trade_id: 1, type: 'exit' }
    expect(problemsOf(both)).toEqual([
      'expected the fields of one shape, got TradingView’s market_position and freqtrade’s trade_id: say the shape of its source in QT_SOURCES',
    ])
    expect(understood(both, { tv: { shape: 'tradingview' } })).toMatchObject({
      shape: 'tradingview',
      signal: { action: 'CLOSE' },
    })
    expect(understood(both, { tv: { shape: 'freqtrade' } })).toMatchObject({
      shape: 'freqtrade',
      signal: { action: 'CLOSE' },
    })
  })

  test('that the operator set is the only one tried', () => {
    expect(problemsOf({ ...own, action: 'sell' }, { tv: { shape: 'own' } })).toEqual([
      'action: expected BUY, SELL, HOLD, CLOSE, got "sell"',
    ])
  })
})
