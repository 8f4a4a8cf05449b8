import { describe, expect, test } from 'vitest'
import { problemsOf, stamped, understood } from './understood.ts'

type Said = Readonly<Record<string, string>>

/** As freqtrade fills its templates in: every value is a text, a date in Python's own form. */
const entry = (said: Said = {}) => ({
  source: 'bot',
  type: 'entry',
  trade_id: '17',
  pair: 'ETH/USDT:USDT',
  direction: 'Long',
  leverage: '3.0',
  open_date: '2025-02-03 02:06:59.000123+00:00',
  ...said,
})
const exit = (said: Said = {}) =>
  entry({
    type: 'exit',
    close_date: '2025-02-03 02:06:59+00:00',
    open_date: '2025-02-03 01:00:00+00:00',
    ...said,
  })
const form = (said: Said) => new URLSearchParams(said).toString()
const without = (said: Said, name: string): Said =>
  Object.fromEntries(Object.entries(said).filter(([key]) => key !== name))

describe.each([
  ['as JSON', (said: Said): unknown => said],
  ['as a form', (said: Said): unknown => form(said)],
])('freqtrade %s', (_, sent) => {
  test.each([
    ['enters long', entry(), 'BUY'],
    ['enters short', entry({ direction: 'Short' }), 'SELL'],
    ['has entered', entry({ type: 'entry_fill' }), 'BUY'],
    ['exits', exit(), 'CLOSE'],
    ['has exited', exit({ type: 'exit_fill' }), 'CLOSE'],
    ['exits the rest', exit({ sub_trade: 'True', is_final_exit: 'True' }), 'CLOSE'],
  ])('%s: %j', (_, said, action) => {
    expect(understood(sent(said))).toMatchObject({
      shape: 'freqtrade',
      signal: { action, symbol: 'ETHUSDT', at: stamped.at, ...(action !== 'CLOSE' && { leverage: 3 }) },
    })
  })
})

test('an entry and its fill are one signal; an exit is another, and so is a trade of a new database', () => {
  const id = (said: Said) => understood(said).signal.id
  expect(id(entry({ type: 'entry_fill' }))).toBe(id(entry()))
  expect(id(exit({ type: 'exit_fill', close_date: '2025-02-03 02:06:59.5+00:00' }))).toBe(id(exit()))
  expect(id(exit())).not.toBe(id(entry()))
  expect(id(entry({ open_date: '2025-02-03 02:06:58+00:00' }))).not.toBe(id(entry()))
})

test.each([
  [
    'a part of an entry',
    entry({ sub_trade: 'True' }),
    /^type: expected a whole entry or exit, got a part of one \(sub_trade\)/,
  ],
  [
    'a part of an exit',
    exit({ sub_trade: 'True', is_final_exit: 'False' }),
    /^type: expected a whole entry or exit/,
  ],
  [
    'a cancelled entry',
    entry({ type: 'entry_cancel' }),
    /^type: expected entry, entry_fill, exit, exit_fill: leave other events out of freqtrade’s webhook, got "entry_cancel"$/,
  ],
  [
    'an entry without a side',
    without(entry(), 'direction'),
    /^type: expected "direction": "\{direction\}" beside it, Long or Short, got "entry"$/,
  ],
  [
    'an entry without a time',
    without(entry(), 'open_date'),
    /^timestamp: expected "open_date": "\{open_date\}" of an entry, .* got nothing$/,
  ],
  [
    'a message without a type',
    without(entry(), 'type'),
    /^action: expected "type": "entry" or "type": "exit" in freqtrade’s webhook.* got nothing$/,
  ],
  [
    'a leverage in parts',
    entry({ leverage: '2.5' }),
    /^leverage: expected a whole number from 1 to 125, got "2\.5"$/,
  ],
  [
    'a trade of another exchange',
    entry({ exchange: 'Bybit' }),
    /^exchange: expected a symbol of Binance and not of Bybit/,
  ],
])('%s is rejected, with what to do', (_, said, problem) => {
  expect(problemsOf(said)).toEqual([expect.stringMatching(problem)])
})

test('an entry on Binance itself is valid', () => {
  expect(understood(entry({ exchange: 'Binance' })).signal.action).toBe('BUY')
})

test('a form that names a field twice is rejected', () => {
  expect(problemsOf(`${form(entry())}&pair=BTC%2FUSDT`)).toEqual([
    'pair: expected each field once, got it twice',
  ])
})
