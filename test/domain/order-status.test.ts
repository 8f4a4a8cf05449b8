import { expect, test } from 'vitest'
import { hasEnded } from '#domain/order-status.ts'

test.each([
  ['NEW', false],
  ['PARTIALLY_FILLED', false],
  ['FILLED', true],
  ['CANCELED', true],
  ['EXPIRED', true],
  ['EXPIRED_IN_MATCH', true],
  ['REJECTED', true],
])('an order in status %s has ended: %s', (status, ended) => {
  expect(hasEnded({ status })).toBe(ended)
})
