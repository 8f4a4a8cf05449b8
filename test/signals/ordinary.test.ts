import { describe, expect, test } from 'vitest'
import { problemsOf, stamped, understood } from './understood.ts'

/** The message of a producer who has not read the docs: today's message with one field in the producer's own habit. */
const message = (change: Readonly<Record<string, unknown>> = {}) => ({
  symbol: 'ETHUSDT',
  action: 'BUY',
  confidence: 0.9,
  source: 'mine',
  timestamp: stamped.at,
  ...change,
})
const trusting = { mine: { confidence: '0.8' } }

describe('25 ordinary messages:', () => {
  test.each<[string, unknown, object]>([
    ['our own', message(), { action: 'BUY' }],
    ['TradingView’s {{ticker}}', message({ symbol: 'ETHUSDT.P' }), { symbol: 'ETHUSDT' }],
    ['a ticker with its exchange', message({ symbol: 'BINANCE:ETHUSDT.P' }), { symbol: 'ETHUSDT' }],
    ['a symbol with a dash', message({ symbol: 'ETH-USDT' }), { symbol: 'ETHUSDT' }],
    ['a symbol with an underscore', message({ symbol: 'eth_usdt' }), { symbol: 'ETHUSDT' }],
    ['a perpetual of Binance’s data', message({ symbol: 'ETHUSDT_PERP' }), { symbol: 'ETHUSDT' }],
    ['ccxt’s symbol', message({ symbol: 'ETH/USDT:USDT' }), { symbol: 'ETHUSDT' }],
    ['an action in small letters', message({ action: 'buy' }), { action: 'BUY' }],
    ['long', message({ action: 'long' }), { action: 'BUY' }],
    ['Short', message({ action: 'Short' }), { action: 'SELL' }],
    ['exit', message({ action: 'exit' }), { action: 'CLOSE' }],
    ['flat', message({ action: 'flat' }), { action: 'CLOSE' }],
    ['a confidence as text', message({ confidence: '0.8' }), { confidence: '0.8' }],
    ['no confidence', message({ confidence: undefined }), { confidence: '0.8', confidenceDefaulted: true }],
    ['a CLOSE without one', message({ action: 'CLOSE', confidence: undefined }), { action: 'CLOSE' }],
    [
      'Python’s utcnow().isoformat()',
      message({ timestamp: '2025-02-03T02:06:59.000000' }),
      { at: stamped.at },
    ],
    ['Python’s time.time()', message({ timestamp: 1_738_548_419.0001 }), { at: stamped.at }],
    ['Python’s int(time.time())', message({ timestamp: stamped.seconds }), { at: stamped.at }],
    [
      '{{timenow}}',
      message({ timestamp: undefined, timenow: stamped.iso, action: 'buy' }),
      { at: stamped.at },
    ],
    ['an extra field', message({ price: 2431.5, comment: 'breakout' }), { action: 'BUY' }],
    ['a leverage as text', message({ leverage: '10' }), { leverage: 10 }],
    [
      'a side and a pair',
      message({ symbol: undefined, action: undefined, pair: 'ETH/USDT', side: 'sell' }),
      { action: 'SELL' },
    ],
    ['a strategy’s exit', message({ action: 'sell', market_position: 'flat' }), { action: 'CLOSE' }],
  ])('%s is understood', (_, sent, expected) => {
    expect(understood(sent, trusting).signal).toMatchObject(expected)
  })

  test.each([
    [
      'a coin alone',
      message({ symbol: 'ETH' }),
      /^symbol: expected a symbol with its quote asset, like ETHUSDT, .* got "ETH"$/,
    ],
    ['an alert’s text', 'ETHUSDT Crossing 2,431.5', /^the message is not valid JSON: /],
  ])('%s is rejected, with what to do', (_, sent, problem) => {
    expect(problemsOf(sent, trusting)).toEqual([expect.stringMatching(problem)])
  })

  test('messages without a confidence are rejected if the operator gave their source none', () => {
    expect(problemsOf(message({ confidence: undefined }), {})).toEqual([
      'confidence: expected a number from 0 to 1, got nothing: send one, or give its source one in QT_SOURCES',
    ])
  })
})
