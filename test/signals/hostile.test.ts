import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Signal } from '#domain/signal.ts'
import { type Shape, shapes } from '#domain/sources.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { usualNames } from '#signals/usual.ts'
import { now } from '../domain/builders.ts'
import { problemsOf, stamped, understood } from './understood.ts'

const message = { symbol: 'ETHUSDT', action: 'buy', confidence: 0.9, source: 'bot', timestamp: stamped.at }

/** Names with a meaning in some shape. */
const names = [
  ...Object.values(usualNames).flat(),
  ...['exchange', 'open_date', 'close_date', 'market_position', 'prev_market_position', 'trade_id'],
  ...['exit_reason', 'sub_trade', 'is_final_exit', 'is_open', 'is_long', 'is_short', 'close', 'comment'],
  'strategy.market_position',
]
const builtIn = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
const name = fc.oneof(fc.constantFrom(...names, ...builtIn), fc.string({ maxLength: 8 }))
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'ETHUSDT',
    'BINANCE:ETHUSDT.P',
    'buy',
    'exit',
    'entry',
    'flat',
    'Long',
    'bot',
    0.9,
    stamped.at,
  ),
  fc.constantFrom<unknown>(
    stamped.iso,
    '{{close}}',
    1e308,
    -0,
    Number.MAX_SAFE_INTEGER,
    '9'.repeat(400),
    null,
    true,
  ),
  fc.constantFrom<unknown>({ toString: false }, [{ valueOf: 1 }], { toString: null, valueOf: null }),
  fc.jsonValue({ maxDepth: 3 }),
)
const objects = fc.array(fc.tuple(name, value), { maxLength: 9 }).map(pairs => {
  const fields = pairs.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`)
  return `{${fields.join(',')}}`
})
const sources = fc
  .constantFrom(undefined, ...shapes)
  .map(shape => ({ sources: { bot: shape ? { shape } : {} } }))

test.prop([fc.oneof({ weight: 8, arbitrary: objects }, fc.json(), fc.string()), sources])(
  'any text is a signal or gets its problems named, in few words',
  (body, reader) => {
    const parsed = parseSignal(body, now, reader)
    if (parsed.valid) {
      expect(parsed.signal.symbol).toMatch(/^.{5,26}$/u)
      expect(['BUY', 'SELL', 'HOLD', 'CLOSE']).toContain(parsed.signal.action)
      expect(parsed.signal.at).toBeLessThanOrEqual(now)
      expect(parsed.signal.action === 'CLOSE' || parsed.signal.confidence !== undefined).toBe(true)
    } else {
      expect(parsed.problems.length).toBeGreaterThan(0)
      for (const problem of parsed.problems) expect(problem).toMatch(/expected|not valid JSON/)
      expect(parsed.problems.join('; ').length).toBeLessThan(4_000)
    }
  },
)

/** A signal as each shape writes it. */
const printed: Readonly<Record<Shape, (signal: Signal) => string>> = {
  own: ({ at, id: _, ...said }) =>
    JSON.stringify({ ...said, confidence: Number(said.confidence), timestamp: at }),
  generic: ({ at, id: _, symbol, action, confidence, ...said }) =>
    JSON.stringify({
      ...said,
      ticker: `BINANCE:${symbol}.P`,
      side: action.toLowerCase(),
      score: confidence,
      time: at / 1000,
    }),
  tradingview: ({ at, id: _, symbol, action, ...said }) => {
    const position = { BUY: 'long', SELL: 'short', CLOSE: 'flat', HOLD: 'none' }[action]
    return JSON.stringify({
      ...said,
      ticker: `${symbol}.P`,
      timenow: at,
      action: action === 'BUY' ? 'buy' : 'sell',
      market_position: position,
    })
  },
  freqtrade: ({ at, id: _, symbol, action, ...said }) => {
    const direction = action === 'SELL' ? 'Short' : 'Long'
    const event = action === 'CLOSE' ? { type: 'exit', close_date: at } : { type: 'entry', open_date: at }
    const pair = symbol.replace(/USDT$/, '/USDT:USDT')
    return new URLSearchParams(
      Object.entries({ ...said, ...event, pair, direction }).map(([key, each]): [string, string] => [
        key,
        String(each),
      ]),
    ).toString()
  },
}

const signal = fc.record(
  {
    symbol: fc.constantFrom('ETHUSDT', '1000PEPEUSDT', '币安人生USDT'),
    action: fc.constantFrom('BUY' as const, 'SELL' as const, 'CLOSE' as const),
    confidence: fc.integer({ min: 0, max: 100 }).map(share => String(share / 100)),
    source: fc.constantFrom('bot', 'tv:btc/1', 'constructor'),
    at: fc.integer({ min: now - 60_000, max: now }),
    leverage: fc.integer({ min: 1, max: 125 }),
    stopLossPct: fc.constantFrom('0.001', '0.02', '0.5'),
    takeProfitPct: fc.constantFrom('0.001', '10'),
  },
  { requiredKeys: ['symbol', 'action', 'confidence', 'source', 'at'] },
)

describe.each(shapes)('in the shape %s', shape => {
  test.prop([signal])('a printed signal parses to itself', said => {
    const parsed = understood(printed[shape]({ id: '', ...said }), {})
    const { id: _, ...read } = parsed.signal
    // A CLOSE uses no field that concerns a position.
    const { leverage: _l, stopLossPct: _s, takeProfitPct: _t, ...closing } = said
    expect({ ...read, shape: parsed.shape }).toEqual({ ...(said.action === 'CLOSE' ? closing : said), shape })
  })
})

describe('a hostile message', () => {
  test.each([
    ['another prototype', `{"__proto__":{"confidence":1,"leverage":125},${JSON.stringify(message).slice(1)}`],
    [
      'a constructor',
      JSON.stringify({ ...message, constructor: { prototype: { leverage: 125 } }, toString: 1 }),
    ],
    [
      'a prototype in an object that is opened',
      `{"strategy":{"__proto__":{"market_position":"flat"}},${JSON.stringify(message).slice(1)}`,
    ],
  ])('with %s says what its own fields say', (_, body) => {
    expect(understood(body).signal).toMatchObject({ action: 'BUY', confidence: '0.9' })
    expect(understood(body).signal).not.toHaveProperty('leverage')
    expect(({} as { leverage?: unknown }).leverage).toBeUndefined()
  })

  test.each([
    [
      'deep objects',
      JSON.stringify({ ...message, strategy: 'deep' }).replace(
        '"deep"',
        `${'{"order":'.repeat(1_500)}1${'}'.repeat(1_500)}`,
      ),
    ],
    [
      'deep lists',
      JSON.stringify({ ...message, meta: { deep: 'deep' } }).replace(
        '"deep"}',
        `${'['.repeat(7_000)}${']'.repeat(7_000)}}`,
      ),
    ],
    [
      'an endless number in an unread field',
      JSON.stringify({ ...message, price: 1 }).replace('"price":1', '"price":1e9999'),
    ],
  ])('with %s is read nevertheless', (_, body) => {
    expect(understood(body).signal.action).toBe('BUY')
  })

  test.each([
    ['an end in a list', { close: [true] }],
    ['a reason that is an object', { exit_reason: {} }],
    ['a reason in a list', { exit_reason: ['stop'] }],
    ['no sentiment', { sentiment: null }],
    ['a sentiment that is no number', { sentiment: true }],
    ['a reason without text', { exit_reason: { toString: false } }],
    ['an empty exchange', { exchange: '' }],
    ['another exchange in a list', { exchange: ['KRAKEN'] }],
  ])('with %s is rejected, not read as if it were not there', (_, more) => {
    expect(problemsOf(JSON.stringify({ ...message, ...more }))).toEqual([expect.stringContaining('expected')])
  })

  test.each(names)('with an object that no text can be made of as %s is read or rejected', spelled => {
    for (const nothing of [
      { toString: false },
      [{ valueOf: 1, toString: 1 }],
      { close: { toString: null } },
    ]) {
      for (const own of [message, { pair: 'ETH/USDT', type: 'entry' }, { ...message, action: undefined }]) {
        for (const shape of [undefined, ...shapes]) {
          const body = JSON.stringify({ ...own, [spelled]: nothing })
          const parsed = parseSignal(body, now, { sources: { bot: shape ? { shape } : {} } })
          if (!parsed.valid) expect(parsed.problems).toContainEqual(expect.stringContaining('expected'))
        }
      }
    }
  })

  test.each([
    ['confidence', '1e9999'],
    ['confidence', '-1e-9999'],
    ['leverage', '1e9999'],
    ['timestamp', '1e9999'],
  ])('with %s %s is rejected by that name, or read exactly', (field, number) => {
    const body = JSON.stringify({ ...message, [field]: 'here' }).replace('"here"', number)
    const problems = problemsOf(body)
    if (number === '-1e-9999') expect(understood(body).signal.confidence).toBe('0')
    else expect(problems).toEqual([expect.stringMatching(new RegExp(`^${field}: expected `))])
  })
})
