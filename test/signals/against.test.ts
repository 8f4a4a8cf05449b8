import { describe, expect, test } from 'vitest'
import { problemsOf, stamped, understood } from './understood.ts'

type Said = Readonly<Record<string, unknown>>
const said = (change: Said) => ({ symbol: 'ETHUSDT', source: 'bot', timestamp: stamped.iso, ...change })
const own = (change: Said) => said({ action: 'SELL', confidence: 0.9, ...change })
const alert = (change: Said) => ({ source: 'tv', ticker: 'ETHUSDT.P', timenow: stamped.iso, ...change })

describe('an entry that its message contradicts is rejected', () => {
  test.each([
    ['a side of Binance’s hedge mode', said({ side: 'SELL', positionSide: 'LONG' }), 'positionSide'],
    ['an order that only reduces', said({ side: 'sell', reduceOnly: true }), 'reduceOnly'],
    ['the same in text', said({ side: 'sell', reduce_only: 'True' }), 'reduce_only'],
    ['an order that closes', said({ side: 'SELL', closePosition: 'true' }), 'closePosition'],
    ['an event', said({ side: 'long', event: 'exit' }), 'event'],
    ['a status', said({ side: 'long', status: 'CLOSED' }), 'status'],
    ['a type of order', said({ side: 'sell', type: 'TAKE_PROFIT_MARKET' }), 'type'],
    ['a stop', said({ side: 'sell', order_type: 'stop_market' }), 'order_type'],
    ['an unknown action beside a side', said({ action: 'reduce', side: 'sell' }), 'action'],
    ['a text with the word in it', said({ side: 'long', signal: 'exitSignal' }), 'signal'],
    ['a text that says no', said({ side: 'buy', signal: 'don’t buy' }), 'signal'],
    ['a position that is short', said({ side: 'buy', is_short: true }), 'is_short'],
    ['a position that is not short', said({ side: 'sell', isShort: 'false' }), 'isShort'],
    ['a comment of TradingView', said({ side: 'sell', comment: 'Close entry(s) order Long' }), 'comment'],
    ['a state', said({ side: 'long', state: 'closed' }), 'state'],
    ['an order', said({ side: 'sell', order: 'Long Exit' }), 'order'],
    ['a field that only an ended trade has', said({ action: 'sell', exit_price: 1900 }), 'exit_price'],
    ['a flag that nothing is open', said({ side: 'long', is_open: false }), 'is_open'],
    ['a remark of one word', said({ side: 'sell', message: 'TP1' }), 'message'],
    ['a remaining position of 0', alert({ action: 'sell', position: '0' }), 'position'],
    ['a remaining long', alert({ action: 'sell', position: 0.5 }), 'position'],
    ['another order', alert({ order_action: 'sell', action: 'buy', market_position: 'short' }), 'action'],
    ['our own words beside others', own({ side: 'long' }), 'side'],
    ['our own words beside an exit', own({ type: 'exit' }), 'type'],
    ['our own words, twice', own({ Action: 'BUY' }), 'Action'],
  ])('%s: %j', (_, message, name) => {
    expect(problemsOf(message)).toEqual([
      expect.stringMatching(`: expected an action that ${name}, .*, does not contradict: to get out send`),
    ])
  })

  test.each([
    [said({ side: 'SELL', positionSide: 'SHORT' }), 'SELL'],
    [said({ side: 'BUY', positionSide: 'BOTH', type: 'MARKET', reduceOnly: false, status: 'NEW' }), 'BUY'],
    [said({ side: 'buy', close: 1, open: 1, high: 1 }), 'BUY'],
    [said({ side: 'buy', is_short: false, event: 'entry', comment: 'a long above its stop' }), 'BUY'],
    [said({ side: 'buy', signal: 0, status: 1 }), 'BUY'],
    [said({ side: 'buy', exit_price: null, exit_reason: undefined, is_open: true }), 'BUY'],
    [
      said({ side: 'buy', message: 'Close crossed above the average', reason: 'exit short and go long' }),
      'BUY',
    ],
    [said({ side: 'sell', type: 1 }), 'SELL'],
    [said({ side: 'buy', signal: 'golden cross' }), 'BUY'],
    [own({ side: 'short', type: 'limit' }), 'SELL'],
    [said({ side: 'sell', reduceOnly: true, action: 'close' }), 'CLOSE'],
    [said({ action: 'exit', positionSide: 'LONG', status: 'closed' }), 'CLOSE'],
  ])('and one without a contradiction is valid: %j is %s', (message, action) => {
    expect(understood(message).signal.action).toBe(action)
  })

  test('except from a source that the operator set to our own names', () => {
    const sources = { bot: { shape: 'own' } } as const
    expect(understood(own({ side: 'long' }), sources).signal.action).toBe('SELL')
  })
})

describe('a strategy’s order', () => {
  test('has its action decided by its position’s size, in any message', () => {
    const sized = (action: string, position_size: unknown) => understood(alert({ action, position_size }))
    expect(sized('sell', '0').signal.action).toBe('CLOSE')
    expect(sized('sell', '-0.5').signal.action).toBe('SELL')
    expect(problemsOf(alert({ action: 'sell', position_size: 0.5 }))).toEqual([
      expect.stringMatching(/^position_size: expected a buy with it, not a SELL/),
    ])
  })

  test('with its contracts needs its position, too', () => {
    expect(problemsOf(said({ action: 'sell', contracts: '0.5' }))).toEqual([
      expect.stringMatching(/^action: expected "market_position".* say "shape": "generic" for its source/),
    ])
    const sources = { bot: { shape: 'generic', confidence: '0.8' } } as const
    expect(understood(said({ action: 'sell', contracts: '0.5' }), sources).signal.action).toBe('SELL')
    expect(problemsOf(said({ action: 'sell', position_size: 0 }), sources)).toHaveLength(1)
  })
})

test.each([{ contracts: 1 }, { position_size: 100 }, { position_size: '-2', side: 'long' }])(
  'a message that says close is a CLOSE, whatever its size: %j',
  size => {
    expect(understood(said({ action: 'close', ...size })).signal.action).toBe('CLOSE')
  },
)

test('a type that is a number is not an action: at MetaTrader 0 buys, and 1 sells', () => {
  expect(problemsOf(said({ type: 1 }))).toEqual([expect.stringMatching(/^type: expected BUY/)])
})

describe('a symbol that is named twice', () => {
  test.each([
    said({ action: 'buy', ticker: 'SOL' }),
    said({ action: 'buy', ticker: 'SOLUSDT.P' }),
    said({ action: 'buy', instrument: 'BYBIT:SOLUSDT' }),
  ])('as two different ones is rejected: %j', message => {
    expect(problemsOf(message)).toEqual([expect.stringMatching(/^symbol: expected the symbol that /)])
  })

  test.each([
    said({ action: 'buy', ticker: 'ETH', market: 'spot', instrument: 'perpetual' }),
    said({ action: 'buy', pair: 'eth/usdt' }),
  ])('as one may be shorter, or beside the kind of its market: %j', message => {
    expect(understood(message).signal.symbol).toBe('ETHUSDT')
  })
})

describe('a field that is named twice', () => {
  test.each([
    '{"symbol":"ETHUSDT","action":"buy","source":"bot","timestamp":1,"action":"sell"}',
    '{"symbol":"ETHUSDT","act\\u0069on":"buy","source":"bot","action":"buy"}',
    '{"strategy":{"market_position":"long","market_position":"flat"}}',
    'action=buy&symbol=ETHUSDT&action=sell',
  ])('in one object is rejected, whichever is meant: %s', text => {
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^(action|market_position): expected each field once/),
    ])
  })

  test('in two objects, or in values, is valid', () => {
    const message = own({ meta: { symbol: 'symbol', a: [{ action: '{"action":"action":' }, { action: 1 }] } })
    expect(understood(message).signal.action).toBe('SELL')
  })
})
