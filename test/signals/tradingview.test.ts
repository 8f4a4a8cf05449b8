import { describe, expect, test } from 'vitest'
import { problemsOf, stamped, understood } from './understood.ts'

type Said = Readonly<Record<string, unknown>>

/** The message of a strategy's alert from docs/signals.md, filled in. */
const strategy = (said: Said) => ({
  source: 'tv',
  ticker: 'ETHUSDT.P',
  timenow: stamped.iso,
  close: 2431.5,
  ...said,
})
const moved = (action: string, market_position: string, prev_market_position: string) =>
  strategy({ action, market_position, prev_market_position })

describe('a strategy', () => {
  test.each([
    ['goes long', moved('buy', 'long', 'flat'), 'BUY'],
    ['leaves its long', moved('sell', 'flat', 'long'), 'CLOSE'],
    ['goes short', moved('sell', 'short', 'flat'), 'SELL'],
    ['leaves its short', moved('buy', 'flat', 'short'), 'CLOSE'],
    ['turns from long to short', moved('sell', 'short', 'long'), 'SELL'],
    ['turns from short to long', moved('buy', 'long', 'short'), 'BUY'],
    ['adds to its long', moved('buy', 'long', 'long'), 'BUY'],
    [
      'says only where it stands now and stood before',
      strategy({ market_position: 'short', prev_market_position: 'flat' }),
      'SELL',
    ],
    ['is flat, whatever its order was', strategy({ market_position: 'flat' }), 'CLOSE'],
  ])('that %s: %j', (_, message, action) => {
    expect(understood(message)).toMatchObject({
      shape: 'tradingview',
      signal: { action, symbol: 'ETHUSDT', at: stamped.at },
    })
  })

  test('may write its placeholders in an object, as many templates do', () => {
    const message = {
      source: 'tv',
      time: stamped.iso,
      exchange: 'BINANCE',
      ticker: 'BTCUSDT.P',
      bar: { time: '2025-02-03T02:00:00Z', open: 96000.1, close: 96010.5, volume: 12 },
      strategy: {
        position_size: 0,
        order_action: 'sell',
        order_contracts: 0.5,
        order_price: 96010.5,
        order_id: 'Close entry(s) order Long',
        market_position: 'flat',
        market_position_size: 0,
        prev_market_position: 'long',
        prev_market_position_size: 0.5,
      },
    }
    expect(understood(message)).toMatchObject({
      shape: 'tradingview',
      signal: { action: 'CLOSE', symbol: 'BTCUSDT', at: stamped.at },
      unread: ['bar'],
    })
  })

  test('is long or short by its position’s size', () => {
    const sized = (position_size: unknown) =>
      understood(
        strategy({ strategy: { position_size, order_action: Number(position_size) < 0 ? 'sell' : 'buy' } }),
      )
    expect(sized(1.5).signal.action).toBe('BUY')
    expect(sized('-0.2').signal.action).toBe('SELL')
    expect(sized('0').signal.action).toBe('CLOSE')
  })

  test('that gives the same order twice makes two signals, though the order’s id is the same', () => {
    const order = (timenow: string) =>
      understood({ ...moved('buy', 'long', 'flat'), id: 'Long', timenow }).signal.id
    expect(order('2025-02-03T02:06:59Z')).not.toBe(order('2025-02-03T02:06:58Z'))
    expect(order('2025-02-03T02:06:59Z')).toBe(order('2025-02-03T02:06:59Z'))
  })

  test('is dated by its alert, not by its bar', () => {
    expect(understood({ ...moved('buy', 'long', 'flat'), time: '2025-02-03T01:00:00Z' }).signal.at).toBe(
      stamped.at,
    )
  })

  test.each([
    [
      'sells a part',
      moved('sell', 'long', 'long'),
      /^market_position: expected a buy with it, not a SELL: a part of a position is not sold by signals, the ladder does that, got "long"$/,
    ],
    ['covers a part', moved('buy', 'short', 'short'), /^market_position: expected a sell with it, not a BUY/],
    [
      'says that it is long still',
      strategy({ market_position: 'long', prev_market_position: 'long' }),
      /^market_position: expected "action": "\{\{strategy\.order\.action\}\}" beside it/,
    ],
    [
      'says only that it is long',
      strategy({ market_position: 'long' }),
      /^market_position: expected "action"/,
    ],
    [
      'does not say where it stands',
      strategy({ action: 'sell', order_id: 'x', prev_market_position: 'long' }),
      /^action: expected "market_position": "\{\{strategy\.market_position\}\}" beside it: a strategy’s exit is a buy or a sell too, got "sell"$/,
    ],
    [
      'stands nowhere',
      moved('buy', 'up', 'flat'),
      /^market_position: expected long, short or flat, .* got "up"$/,
    ],
    [
      'has a placeholder that is not filled in',
      moved('{{strategy.order.action}}', 'long', 'flat'),
      /^action: expected a value, got "\{\{strategy\.order\.action\}\}": TradingView fills in/,
    ],
    [
      'has its position not filled in',
      moved('buy', '{{strategy.market_position}}', ''),
      /^market_position: expected a value, got "\{\{strategy\.market_position\}\}": TradingView fills in/,
    ],
    [
      'has no time',
      strategy({ action: 'buy', market_position: 'long', timenow: undefined }),
      /^timestamp: expected "timenow": "\{\{timenow\}\}" in the message of the alert, got nothing$/,
    ],
    [
      'has no ticker',
      { ...moved('buy', 'long', 'flat'), ticker: undefined },
      /^symbol: expected "ticker": "\{\{ticker\}\}" .* got nothing$/,
    ],
    [
      'is on another exchange',
      { ...moved('buy', 'long', 'flat'), exchange: 'BYBIT' },
      /^exchange: expected a symbol of Binance and not of BYBIT.* got "BYBIT"$/,
    ],
    [
      'has another exchange in its ticker',
      { ...moved('buy', 'long', 'flat'), ticker: 'BYBIT:ETHUSDT.P' },
      /^ticker: expected a symbol of Binance and not of BYBIT: .*send the symbol alone, got "BYBIT:ETHUSDT\.P"$/,
    ],
  ])('that %s is rejected, with what to do: %j', (_, message, problem) => {
    expect(problemsOf(message)).toEqual([expect.stringMatching(problem)])
  })
})

describe('an indicator', () => {
  test.each([
    ['buy', 'BUY'],
    ['sell', 'SELL'],
    ['flat', 'CLOSE'],
    ['Long', 'BUY'],
    ['EXIT', 'CLOSE'],
  ])('that says %s', (action, meant) => {
    expect(understood(strategy({ action }))).toMatchObject({
      shape: 'tradingview',
      signal: { action: meant },
    })
  })

  test('without an action is rejected, with what to send', () => {
    expect(problemsOf(strategy({}))).toEqual([
      expect.stringMatching(/^action: expected "action": .* indicator’s, got nothing$/),
    ])
  })
})
