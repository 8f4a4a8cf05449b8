import { expect, test } from 'vitest'
import { groupOf, isUpkeep, parseCloseMessage, parseTradeMessage, tradeOf } from '#domain/messages.ts'
import { aSignal } from './builders.ts'

test('each symbol has its own message group, with a name that SQS accepts', () => {
  expect(groupOf('ETHUSDT')).toBe('ETHUSDT')
  expect(groupOf('币安人生USDT')).toBe('%5e01%5b89%4eba%751fUSDT')
  // The longest symbol that a signal may name, in a script of two code units each.
  const longest = groupOf(`${'𠮷'.repeat(10)}ABCDEF`)
  expect(longest).toMatch(/^[\x21-\x7e]{1,128}$/)
  expect(groupOf('𠮷'.repeat(26))).toHaveLength(128)
  expect(new Set(['币安USDT', '安币USDT', '%5e01安USDT'].map(groupOf)).size).toBe(3)
})

test('an accepted signal arrives complete', () => {
  const message = { v: 1, signal: aSignal({ leverage: 20 }) }
  expect(parseTradeMessage(JSON.stringify(message))).toEqual(message)
})

test.each([
  [{ leverage: 20, stopLossPct: '0.03', takeProfitPct: '0.05' }, 1],
  [{ size: { margin: '10' } }, 2],
  [{ stopPrice: '90000' }, 2],
  [{ takeProfits: [{ price: '110000', share: 'rest' }] }, 2],
  [{ trailPct: '0.02' }, 2],
  [{ ladder: 'none' }, 2],
] as const)('a release that would overlook %j cannot read it: version %i', (asked, v) => {
  const message = tradeOf(aSignal(asked))
  expect(message.v).toBe(v)
  expect(parseTradeMessage(JSON.stringify(message))).toEqual(message)
})

test('a close is read from a queue’s text and from the state machine’s data', () => {
  const message = { v: 1, positionId: 'abcdefghijkl', reason: 'operator' }
  expect(parseCloseMessage(JSON.stringify(message))).toEqual(message)
  expect(parseCloseMessage(message)).toEqual(message)
})

test.each(['{}', '[]', '{"v":3,"signal":{"id":"1","symbol":"ETHUSDT"}}', '{"v":1,"signal":{"id":1}}'])(
  'a foreign message is rejected and quoted: %s',
  body => {
    expect(() => parseTradeMessage(body)).toThrow(/^Expected a trade message, got /)
    expect(() => parseCloseMessage(body)).toThrow(/^Expected a close message, got /)
  },
)

test('of a long message only the beginning is quoted', () => {
  const body = JSON.stringify({ v: 1, reason: 'x'.repeat(500) })
  expect(() => parseCloseMessage(body)).toThrow(`got ${JSON.stringify(body).slice(0, 200)}: `)
})

test('other due work is distinguishable from a position', () => {
  expect(isUpkeep({ v: 1, upkeep: ['rules'] })).toBe(true)
  expect(isUpkeep({ v: 1, id: 'p1', symbol: 'ETHUSDT' })).toBe(false)
})
