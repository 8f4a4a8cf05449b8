import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { clientIdOf, ownerOf, type Purpose, positionIdOf, purposes } from '#domain/identity.ts'

const aPurpose = fc.constantFrom(...(Object.keys(purposes) as Purpose[]))
const aDeployment = fc.stringMatching(/^[a-z0-9]{1,8}$/)

test('a signal always leads to the same position', () => {
  expect(positionIdOf('xgboost#1')).toBe(positionIdOf('xgboost#1'))
  expect(positionIdOf('xgboost#1')).not.toBe(positionIdOf('xgboost#2'))
})

test.prop([fc.string()])('a position id is twelve letters or digits', signalId => {
  expect(positionIdOf(signalId)).toMatch(/^[a-z0-9]{12}$/)
})

test.prop([aDeployment, fc.string(), aPurpose, fc.nat(99_999_999)])(
  'a client id is taken by Binance and tells whose order it is',
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
  'the order %j is nobody of ours',
  id => {
    expect(ownerOf(id)).toBeUndefined()
  },
)

test.each(['', 'Production', 'a-b'])('a deployment called %j cannot name orders', deployment => {
  expect(() => clientIdOf(deployment, positionIdOf('1'), 'entry', 0)).toThrow(
    /expected a deployment of 1 to 8/,
  )
})
