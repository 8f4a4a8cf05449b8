import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { clientIdOf, ownerOf, type Purpose, positionIdOf, purposes } from '#domain/identity.ts'

const aPurpose = fc.constantFrom(...(Object.keys(purposes) as Purpose[]))
const aDeployment = fc.stringMatching(/^[a-z0-9]{1,8}$/)

test('a signal always leads to the same position', () => {
  expect(positionIdOf('xgboost#1')).toBe(positionIdOf('xgboost#1'))
  expect(positionIdOf('xgboost#1')).not.toBe(positionIdOf('xgboost#2'))
})

// A release that derived another id would enter a signal again that the former release has entered.
test.each([
  ['xgboost#one', 't3sth03m5jf4'],
  ['rule_fallback_rsi#2025-02-03T02:07:00Z/ETHUSDT', 'x3u9iwe3fca6'],
  ['4b06b0e7d3a13000f6acf56023ebc5f8', 'c1is7otaqzs0'],
  ['s#1010912', '04w8lqugylli'], // a number that is too short
  ['adopted#BTCUSDT#long#1746446280000', '9i7hizeiqvp4'],
])('the position of signal %s is %s in every release', (signalId, positionId) => {
  expect(positionIdOf(signalId)).toBe(positionId)
})

test.each<[Purpose, number, string]>([
  ['entry', 0, 'qt-live-t3sth03m5jf4-e0'],
  ['primary', 1, 'qt-live-t3sth03m5jf4-p1'],
  ['backup', 2, 'qt-live-t3sth03m5jf4-b2'],
  ['bridge', 17, 'qt-live-t3sth03m5jf4-g17'],
  ['rung', 3, 'qt-live-t3sth03m5jf4-t3'],
  ['bank', 4, 'qt-live-t3sth03m5jf4-k4'],
  ['close', 0, 'qt-live-t3sth03m5jf4-c0'],
])('the %s of number %d is sent as %s in every release', (purpose, counter, clientId) => {
  expect(clientIdOf('live', 't3sth03m5jf4', purpose, counter)).toBe(clientId)
})

test.prop([fc.string()])('a position id is twelve letters or digits', signalId => {
  expect(positionIdOf(signalId)).toMatch(/^[a-z0-9]{12}$/)
})

test.prop([aDeployment, fc.string(), aPurpose, fc.nat(99_999_999)])(
  'Binance accepts a client id, and it shows whose order it is',
  (deployment, signalId, purpose, counter) => {
    const positionId = positionIdOf(signalId)
    const id = clientIdOf(deployment, positionId, purpose, counter)
    expect(id).toMatch(/^[.A-Z:/a-z0-9_-]{1,36}$/)
    expect(ownerOf(id)).toEqual({ deployment, positionId, purpose })
  },
)

test('every purpose has its own letter', () => {
  expect(new Set(Object.values(purposes)).size).toBe(Object.keys(purposes).length)
})

test.each(['', 'autoclose-1738548420000', 'web_abc', 'qt-test-short-p1', 'qt-test-abcdefghijkl-z1'])(
  'the order %j is none of ours',
  id => {
    expect(ownerOf(id)).toBeUndefined()
  },
)

test.each(['', 'Production', 'a-b'])('a deployment called %j cannot name orders', deployment => {
  expect(() => clientIdOf(deployment, positionIdOf('1'), 'entry', 0)).toThrow(
    /expected a deployment of 1 to 8/,
  )
})
