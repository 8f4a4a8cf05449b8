import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Signal } from '#domain/signal.ts'
import { type ParsedSignal, parseSignal } from '#signals/parse-signal.ts'
import { aMessage, now } from '../domain/builders.ts'

/** An operator who accepts our own names alone. */
const strict = { sources: { xgboost: { shape: 'own' }, tft: { shape: 'own' } } } as const

const problemsOf = (body: string): readonly string[] => {
  const parsed = parseSignal(body, now, strict)
  return parsed.valid ? [] : parsed.problems
}
const signalOf = (parsed: ParsedSignal): Signal => {
  if (!parsed.valid) throw new Error(parsed.problems.join('; '))
  return parsed.signal
}
const understood = (change: Readonly<Record<string, unknown>> = {}) =>
  signalOf(parseSignal(aMessage(change), now, strict))

describe('the parser understands', () => {
  test.each([
    ['ETHUSDT', 'ETHUSDT'],
    ['ETH/USDT', 'ETHUSDT'],
    ['ETH/USDT:USDT', 'ETHUSDT'],
    [' eth/usdt ', 'ETHUSDT'],
    ['1000PEPE/USDT:USDT', '1000PEPEUSDT'],
    ['BTC/USDC:USDC', 'BTCUSDC'],
    ['币安人生USDT', '币安人生USDT'],
    ['币安人生/USDT:USDT', '币安人生USDT'],
    ['cafe\u0301/usdt', 'CAFÉUSDT'], // the accent by itself, or with its letter
    ['AUSDT', 'AUSDT'], // the shortest
    [`${'𠮷'.repeat(11)}USDT`, `${'𠮷'.repeat(11)}USDT`], // the longest: 26 code units
  ])('the symbol %j is %s', (symbol, id) => {
    expect(understood({ symbol }).symbol).toBe(id)
  })

  // A release that derived another id would take the signal for a new one.
  test.each([
    [{ id: 'one' }, 'xgboost#one'],
    [{}, 'fc58a3bf7e30aa51d940b6cbca5098ca'],
    [{ symbol: 'eth/usdt:usdt', timestamp: '2025-05-05T14:00:05+02:00' }, 'fc58a3bf7e30aa51d940b6cbca5098ca'],
    [{ symbol: '币安人生USDT' }, 'be1df9f85cd0ec53acbbba098adf5670'],
  ])('%j has the id %s in every release', (change, id) => {
    const said = { symbol: 'ETHUSDT', action: 'SELL', source: 'xgboost', timestamp: 1_746_446_405_000 }
    const body = JSON.stringify({ ...said, confidence: 0.8, ...change })
    expect(signalOf(parseSignal(body, 1_746_446_405_000, strict)).id).toBe(id)
  })

  test.each(['BUY', 'SELL', 'HOLD', 'CLOSE'])('the action %s', action => {
    expect(understood({ action }).action).toBe(action)
  })

  test.each([
    ['milliseconds', 1_738_548_419_000],
    ['ISO in UTC', '2025-02-03T02:06:59.000Z'],
    ['ISO with an offset', '2025-02-03T03:06:59+01:00'],
  ])('a timestamp as %s', (_, timestamp) => {
    expect(understood({ timestamp }).at).toBe(1_738_548_419_000)
  })

  test.each([0, 0.72, 1])('the confidence %s, as a decimal', confidence => {
    expect(understood({ confidence }).confidence).toBe(String(confidence))
  })

  test('overrides as numbers or decimal text', () => {
    const signal = understood({ leverage: 125, stopLossPct: 0.015, takeProfitPct: '0.04' })
    expect(signal).toMatchObject({ leverage: 125, stopLossPct: '0.015', takeProfitPct: '0.04' })
  })

  test.each([
    { leverage: 1, stopLossPct: '0.001', takeProfitPct: '0.001' },
    { leverage: 125, stopLossPct: '0.5', takeProfitPct: '10' },
  ])('overrides at their bounds: %j', overrides => {
    expect(understood(overrides)).toMatchObject(overrides)
  })

  test('a signal without overrides, and adds none', () => {
    expect(Object.keys(understood()).sort()).toEqual(
      ['action', 'at', 'confidence', 'id', 'source', 'symbol'].sort(),
    )
  })

  test('meta, without reading it', () => {
    expect(understood({ meta: { model: 'v7', features: [1, 2] } })).not.toHaveProperty('meta')
  })

  test('a time up to five seconds ahead, as now', () => {
    expect(understood({ timestamp: now + 5_000 }).at).toBe(now)
    expect(signalOf(parseSignal(aMessage({ timestamp: now + 1 }), now + 0.7, strict)).at).toBe(now)
  })
})

describe('the parser rejects by field, expectation and value', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a symbol without quote', { symbol: 'BTC' }, /^symbol: expected a symbol like .*, got "BTC"$/],
    ['a symbol settled in another asset', { symbol: 'BTC/USDT:USDC' }, /^symbol: .* got "BTC\/USDT:USDC"$/],
    ['a symbol with a direction mark', { symbol: '币安\u202eUSDT' }, /^symbol: .* got /],
    ['a symbol among 40 blanks', { symbol: `${' '.repeat(40)}ETHUSDT` }, /^symbol: .* got " /],
    ['a symbol that is too short', { symbol: 'USDT' }, /^symbol: .* got "USDT"$/],
    ['a symbol that is too long', { symbol: `${'𠮷'.repeat(12)}USDT` }, /^symbol: .* got /],
    ['a symbol with a dash', { symbol: 'BTC-USDT' }, /^symbol: .* got "BTC-USDT"$/],
    ['a delivery contract', { symbol: 'ETHUSDT_250328' }, /^symbol: .* got "ETHUSDT_250328"$/],
    ['a symbol that is not text', { symbol: 7 }, /^symbol: expected .*, got 7$/],
    ['no symbol', { symbol: undefined }, /^symbol: expected .*, got nothing$/],
    ['another action', { action: 'buy' }, /^action: expected BUY, SELL, HOLD, CLOSE, got "buy"$/],
    ['confidence above 1', { confidence: 1.2 }, /^confidence: expected a number from 0 to 1, got 1\.2$/],
    ['confidence below 0', { confidence: -0.1 }, /^confidence: expected .*, got -0\.1$/],
    ['confidence as text', { confidence: '0.9' }, /^confidence: expected .*, got "0\.9"$/],
    ['confidence null, as JSON.stringify makes of NaN', { confidence: Number.NaN }, /^confidence: .* null$/],
    ['no source', { source: undefined }, /^source: expected 1 to 64 letters.*, got nothing$/],
    ['a source with blanks', { source: 'my model' }, /^source: .* got "my model"$/],
    ['a source that could be taken for an id', { source: 'a#b' }, /^source: .* got "a#b"$/],
    ['leverage 126', { leverage: 126 }, /^leverage: expected a whole number from 1 to 125, got 126$/],
    ['leverage 0', { leverage: 0 }, /^leverage: .* got 0$/],
    ['leverage 12.5', { leverage: 12.5 }, /^leverage: .* got 12\.5$/],
    [
      'a stop of 0',
      { stopLossPct: 0 },
      /^stopLossPct: expected a decimal number from 0\.001 to 0\.5, got 0$/,
    ],
    ['a stop above half the margin', { stopLossPct: '0.51' }, /^stopLossPct: .* got "0\.51"$/],
    ['a stop that is not a number', { stopLossPct: '2%' }, /^stopLossPct: .* got "2%"$/],
    ['a take-profit above 10', { takeProfitPct: 11 }, /^takeProfitPct: .* got 11$/],
    [
      'a timestamp in seconds',
      { timestamp: 1_738_548_419 },
      /^timestamp: expected milliseconds .*, got 1738548419$/,
    ],
    ['a time beyond 2286', { timestamp: 10_000_000_000_000 }, /^timestamp: .*, got 10000000000000$/],
    ['a local time', { timestamp: '2025-02-03T02:06:59' }, /^timestamp: .* got "2025-02-03T02:06:59"$/],
    ['a day that does not exist', { timestamp: '2025-02-30T00:00:00Z' }, /^timestamp: .* got "2025-02-30/],
    [
      'a time in the future',
      { timestamp: now + 5_001 },
      /^timestamp: .*not in the future, .* 5001 ms ahead$/,
    ],
    ['an empty id', { id: '' }, /^id: expected 1 to 128 printable characters, got ""$/],
    ['an id with a line break', { id: 'a\nb' }, /^id: expected .*, got "a\\nb"$/],
    ['meta that is not an object', { meta: [1] }, /^meta: expected an object.*, got \[1\]$/],
    [
      'a reserved source',
      { source: 'adopted' },
      /^source: .*not reserved \(adopted, message\), got "adopted"$/,
    ],
    ['another reserved source', { source: 'message' }, /^source: expected .*, got "message"$/],
    ['an array in a field', { confidence: [0.9] }, /^confidence: expected .*, got \[0\.9\]$/],
  ])('%s', (_, change, problem) => {
    expect(problemsOf(aMessage(change))).toEqual([expect.stringMatching(problem)])
  })

  test.each([
    ['malformed JSON', '{"symbol": "BTCUSDT"', /^the message is not valid JSON: /],
    ['NaN, which JSON does not have', aMessage().replace('0.9', 'NaN'), /^the message is not valid JSON: /],
    ['nothing at all', '', /^the message is not valid JSON: /],
    ['an array of signals', `[${aMessage()}]`, /^expected one JSON object, got \[/],
    ['null', 'null', /^expected one JSON object, got null$/],
    ['text', '"BUY"', /^expected one JSON object, got "BUY"$/],
  ])('%s', (_, body, problem) => {
    expect(problemsOf(body)).toEqual([expect.stringMatching(problem)])
  })

  test('with every problem at once', () => {
    const problems = problemsOf(aMessage({ symbol: 'x', confidence: 2, leverage: 500, bogus: true }))
    expect(problems.map(problem => problem.split(':')[0])).toEqual(['symbol', 'confidence', 'leverage'])
  })

  test('with only the beginning of a long value', () => {
    const long = 'x'.repeat(200)
    expect(problemsOf(aMessage({ source: long }))[0]).toMatch(/, got "x{79}$/)
    const [first = ''] = problemsOf('\u202e'.repeat(40))
    expect(first.length).toBe('the message is not valid JSON: '.length + 120)
  })

  test('a message of 300 KB in few words, whatever it is filled with', () => {
    const long = 'x'.repeat(300_000)
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`field${n}`, n]))
    for (const body of [long, `"${long}"`, aMessage({ symbol: long }), `x=${long}&x=${long}`]) {
      const problems = problemsOf(body)
      expect(problems.length).toBeGreaterThan(0)
      expect(problems.join('; ').length).toBeLessThan(1_000)
    }
    for (const body of [aMessage({ [long]: 1 }), aMessage(many)]) {
      const parsed = parseSignal(body, now, strict)
      expect(parsed.valid && parsed.unread.join('; ').length).toBeLessThan(1_000)
    }
  })

  test.prop([
    fc.constantFrom(...Object.keys(JSON.parse(aMessage())), 'leverage', 'stopLossPct'),
    fc.jsonValue(),
  ])('a wrong value in any field, naming that field alone', (field, value) => {
    for (const problem of problemsOf(aMessage({ [field]: value })))
      expect(problem).toMatch(new RegExp(`^${field}: expected .*, got `))
  })

  test.prop([fc.oneof(fc.json(), fc.string())])('anything else, without throwing', body => {
    const parsed = parseSignal(body, now, strict)
    expect(parsed.valid || parsed.problems.length > 0).toBe(true)
  })
})

describe('the id of a signal', () => {
  test('is the given one with its source', () => {
    expect(understood({ id: 'a-17' }).id).toBe('xgboost#a-17')
    expect(understood({ id: 'a-17', source: 'tft' }).id).toBe('tft#a-17')
  })

  test('is otherwise made from source, symbol, action and time, however they are written', () => {
    const id = understood().id
    const spelt = { symbol: 'ETH/USDT:USDT', timestamp: '2025-02-03T02:06:59Z', confidence: 0.8, leverage: 5 }
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(understood(spelt).id).toBe(id)
  })

  test.each([{ source: 'tft' }, { symbol: 'BTCUSDT' }, { action: 'SELL' }, { timestamp: now }])(
    'differs with %o',
    change => {
      expect(understood(change).id).not.toBe(understood().id)
    },
  )
})

describe('an unknown field', () => {
  test('stays out of the signal, and is reported by its name', () => {
    const parsed = parseSignal(aMessage({ stoploss: 1, lots: 2 }), now, strict)
    expect(parsed).toMatchObject({ valid: true, shape: 'own', unread: ['stoploss', 'lots'] })
    expect(signalOf(parsed)).toEqual(understood())
  })
})

describe('the confidence of a signal without one', () => {
  const silent = (change: Readonly<Record<string, unknown>> = {}) =>
    aMessage({ confidence: undefined, ...change })
  const trusting = { sources: { xgboost: { shape: 'own', confidence: '0.8' } } } as const

  test.each(['BUY', 'SELL', 'HOLD'])('is missing in a %s; the rejection says what to do', action => {
    expect(problemsOf(silent({ action }))).toEqual([
      'confidence: expected a number from 0 to 1, got nothing: send one, or give its source one in QT_SOURCES',
    ])
  })

  test.each(['BUY', 'SELL', 'HOLD'])('is that of its source in a %s, and marked', action => {
    expect(signalOf(parseSignal(silent({ action }), now, trusting))).toMatchObject({
      confidence: '0.8',
      confidenceDefaulted: true,
    })
  })

  test('is the signal’s own if it has one, and not marked', () => {
    const said = signalOf(parseSignal(aMessage({ confidence: 0.5 }), now, trusting))
    expect(said.confidence).toBe('0.5')
    expect(said).not.toHaveProperty('confidenceDefaulted')
  })

  test('is never that of another source or of a built-in name', () => {
    for (const source of ['tft', 'constructor', '__proto__'])
      expect(parseSignal(silent({ source }), now, trusting).valid).toBe(false)
  })

  test.each([undefined, null, 'high', 7])('is not needed by a CLOSE, which may say %j', confidence => {
    const parsed = parseSignal(aMessage({ action: 'CLOSE', confidence }), now, trusting)
    expect(signalOf(parsed)).not.toHaveProperty('confidence')
  })
})

test('a number with an exponent is read as its digits', () => {
  const tiny = { stopPrice: 0.00000049, takeProfits: [5.1e-7, '0.00000052'], sentiment: -1e-7 }
  expect(JSON.stringify(tiny)).toContain('4.9e-7')
  expect(understood(tiny)).toMatchObject({
    stopPrice: '0.00000049',
    takeProfits: [{ price: '0.00000051' }, { price: '0.00000052' }],
    sentiment: '-0.0000001',
  })
  expect(problemsOf(aMessage({ stopPrice: 1e21, size: { quantity: 1e300 } }))).toHaveLength(2)
})

test('a CLOSE is valid whatever its other fields hold: they are not read', () => {
  const wrong = { leverage: 500, stopLossPct: '2%', stopPrice: 'x', takeProfits: [], size: {}, meta: 7 }
  const parsed = parseSignal(aMessage({ action: 'CLOSE', ...wrong }), now, strict)
  expect(signalOf(parsed)).toEqual({ ...understood({ action: 'CLOSE' }) })
  expect(parsed).toMatchObject({ unread: Object.keys(wrong) })
})

describe('a source that the route names', () => {
  const ofRoute = { sources: {}, source: 'desk' }

  test('need not be in the message', () => {
    expect(signalOf(parseSignal(aMessage({ source: undefined }), now, ofRoute)).source).toBe('desk')
  })

  test('may not differ in the message', () => {
    expect(parseSignal(aMessage(), now, ofRoute)).toEqual({
      valid: false,
      problems: ['source: expected desk or none, got "xgboost"'],
    })
  })
})
