import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, verdictOn } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

/** The largest message that the invalid queue accepts. */
const largestMessage = 1_048_576

const now = 1_746_403_200_000
const signal = {
  symbol: 'BTCUSDT',
  action: 'BUY',
  confidence: 0.8,
  source: 'xgboost',
  timestamp: now,
}
const said = (change: Readonly<Record<string, unknown>>) => JSON.stringify({ ...signal, ...change })

const invalid: readonly (readonly [what: string, body: string, problem: string])[] = [
  ['malformed JSON', '{"symbol": "BTCUSDT",', 'the message is not valid JSON'],
  ['an empty message', '', 'the message is not valid JSON'],
  ['a list', '[]', 'expected one JSON object, got []'],
  ['null', 'null', 'expected one JSON object, got null'],
  ['wrong types', said({ symbol: 7, action: true }), 'symbol: expected a symbol with its quote asset'],
  ['a confidence of NaN', JSON.stringify(signal).replace('0.8', 'NaN'), 'the message is not valid JSON'],
  ['a confidence of null', said({ confidence: null }), 'confidence: expected a number from 0 to 1, got null'],
  ['a confidence of 1.2', said({ confidence: 1.2 }), 'confidence: expected a number from 0 to 1, got 1.2'],
  ['leverage 126', said({ leverage: 126 }), 'leverage: expected a whole number from 1 to 125, got 126'],
  ['leverage 0', said({ leverage: 0 }), 'leverage: expected a whole number from 1 to 125, got 0'],
  ['a timestamp of tomorrow', said({ timestamp: now + 86_400_000 }), 'timestamp: expected'],
  ['a timestamp in words', said({ timestamp: 'now' }), 'timestamp: expected a time: seconds'],
  [
    'an unknown action',
    said({ action: 'MAYBE' }),
    'action: expected BUY, SELL, HOLD or CLOSE, or a word like long, short, exit or flat, got "MAYBE"',
  ],
  [
    'no confidence',
    said({ confidence: undefined }),
    'got nothing: send one, or give its source one in QT_SOURCES',
  ],
  ['300 KB', said({ meta: { note: 'x'.repeat(300_000) } }), 'expected a message of at most 16384 bytes'],
  [
    '16 KB of nested lists',
    `{"meta":${'['.repeat(8_000)}${']'.repeat(8_000)},"symbol":"BTCUSDT"}`,
    'meta: expected an object; it is ignored, got [[[["…"]]]]',
  ],
  [
    '16 KB of nested objects where a word belongs',
    said({ action: 'deep' }).replace('"deep"', `${'{"a":'.repeat(2_600)}1${'}'.repeat(2_600)}`),
    'short, exit or flat, got {"a":{"a":{"a":{"a":"…"}}}}',
  ],
  [
    'characters that a terminal obeys and a queue refuses',
    said({ action: '\u001b]0;x\u0007\u009b\u202e\uffff\ud800' }),
    'got "\\u001b]0;x\\u0007\\u{9b}\\u{202e}\\u{ffff}\\ud800"',
  ],
  ['a megabyte of quotes', '"'.repeat(1_000_000), 'expected a message of at most 16384 bytes'],
  ['a megabyte of newlines', '\n'.repeat(1_040_000), 'expected a message of at most 16384 bytes'],
]

test.each(invalid)(
  'the gate rejects %s as invalid, and keeps it where the operator finds it',
  async (_, body, problem) => {
    const system = await openSystem(dynamo)
    await system.signal(body, 'bad')
    const verdict = await system.state.signals.read('message#bad', system.clock.now())
    expect(verdict).toMatchObject({ verdict: 'refused', reason: 'invalid' })
    expect(verdict?.detail).toContain(problem)
    const [kept = ''] = system.invalid.waiting
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(largestMessage)
    const told = JSON.parse(kept)
    expect(told).toMatchObject({ reason: 'invalid', messageId: 'bad' })
    expect(told.problems.join()).toContain(problem)
    expect(body.startsWith(told.body)).toBe(true)
    expect(told.body.length).toBeGreaterThan(Math.min(body.length, 400_000) - 1)
    expect(system.told.count('SignalInvalid')).toBe(1)
    expect(system.trades.waiting).toEqual([])
    expect(await expectPromises(system)).toEqual([])
  },
)

test.each([
  ['a signal', said({ secret: 'qt_"token' }), false],
  ['an invalid one', said({ Secret: 'qt_"token', action: 'MAYBE' }), true],
  ['one that is cut off', '{"symbol":"BTCUSDT","secret": "qt_\\"token', true],
  ['a form', 'symbol=BTCUSDT&secret=qt_"token&action=MAYBE', true],
])('a token inside %s is stored nowhere', async (_, body, isInvalid) => {
  const system = await openSystem(dynamo)
  await system.signal(body, 'brought')
  expect(system.invalid.waiting).toHaveLength(isInvalid ? 1 : 0)
  expect(JSON.stringify([system.invalid.waiting, await system.records()])).toMatch(/secret/i)
  expect(JSON.stringify([system.invalid.waiting, await system.records()])).not.toMatch(/qt_|token/)
})

test.each(['NOSUCHUSDT', 'BTCUSDC'])(
  'the gate rejects a symbol that cannot be traded (%s) by name',
  async symbol => {
    const system = await openSystem(dynamo)
    // The table has never seen the exchange's rules: the executor reads them.
    await system.signal(buy(system, { symbol }))
    expect(await verdictOn(system)).toBe('unknown-symbol')
    // From then on the gate knows them.
    await system.gate(buy(system, { symbol, id: 'two' }))
    expect(await verdictOn(system, 'two')).toBe('unknown-symbol')
    expect(system.trades.waiting).toEqual([])
  },
)
