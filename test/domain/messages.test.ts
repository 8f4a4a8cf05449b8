import { expect, test } from 'vitest'
import { parseCloseMessage, parseTradeMessage } from '#domain/messages.ts'
import { aSignal } from './builders.ts'

test('an accepted signal arrives whole', () => {
  const message = { v: 1, signal: aSignal({ leverage: 20 }) }
  expect(parseTradeMessage(JSON.stringify(message))).toEqual(message)
})

test('a close arrives from a queue as text and from the state machine as data', () => {
  const message = { v: 1, positionId: 'abcdefghijkl', reason: 'operator' }
  expect(parseCloseMessage(JSON.stringify(message))).toEqual(message)
  expect(parseCloseMessage(message)).toEqual(message)
})

test.each(['{}', '[]', '{"v":2,"signal":{"id":"1","symbol":"ETHUSDT"}}', '{"v":1,"signal":{"id":1}}'])(
  'what is none of our messages is refused and shown: %s',
  body => {
    expect(() => parseTradeMessage(body)).toThrow(/^Expected a trade message, came /)
    expect(() => parseCloseMessage(body)).toThrow(/^Expected a close message, came /)
  },
)
