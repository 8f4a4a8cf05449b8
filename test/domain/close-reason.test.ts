import { expect, test } from 'vitest'
import { type CloseEvidence, closeReason, needsTrigger } from '#domain/close-reason.ts'
import type { Purpose } from '#domain/identity.ts'
import { orderId } from './builders.ts'

const evidence = (change: Partial<CloseEvidence>): CloseEvidence => ({
  decided: 'external',
  traded: true,
  ...change,
})

test('the decided reason stands until a trade is shown', () => {
  const order = orderId('primary', 1)
  expect(closeReason(evidence({ decided: 'signal', traded: false, order }))).toBe('signal')
  expect(closeReason(evidence({ traded: false, order }))).toBe('external')
})

test.each<[Purpose, string]>([
  ['primary', 'stop-hit'],
  ['backup', 'stop-hit'],
  ['bridge', 'stop-hit'],
  ['rung', 'take-profit'],
  ['bank', 'take-profit'],
])('a fill of our %s means %s, even if the exchange was quicker than our decision', (purpose, reason) => {
  for (const decided of ['external', 'signal', 'emergency'] as const) {
    const order = orderId(purpose, 4)
    expect(closeReason(evidence({ decided, order }))).toBe(reason)
    // An order that a trigger made has an id of the exchange's own.
    expect(closeReason(evidence({ decided, order: 'web_4', trigger: order }))).toBe(reason)
  }
})

test.each([
  ['autoclose-1738548420000', 'liquidated'],
  ['settlement_autoclose-1738548420000', 'liquidated'],
  ['adl_autoclose', 'auto-deleveraged'],
])('the exchange’s order %s means %s', (order, reason) => {
  expect(closeReason(evidence({ order, decided: 'signal' }))).toBe(reason)
  expect(closeReason(evidence({ order: `x-${order}` }))).toBe('external')
})

test('our closing order has the decided reason; without one the first stop was crossed', () => {
  const order = orderId('close', 4)
  expect(closeReason(evidence({ order, decided: 'emergency' }))).toBe('emergency')
  expect(closeReason(evidence({ order }))).toBe('stop-crossed')
})

test('an order that is not ours means another client, whatever was decided', () => {
  const decided = 'signal'
  expect(closeReason(evidence({ decided, order: 'web_4' }))).toBe('external')
  expect(closeReason(evidence({ decided, order: orderId('entry', 0) }))).toBe('external')
  expect(closeReason(evidence({ decided, order: 'web_4', trigger: 'web_5' }))).toBe('external')
  expect(closeReason(evidence({ decided, order: 'web_4', trigger: orderId('entry', 0) }))).toBe('external')
})

test('if the exchange hides the order, the decided reason stands', () => {
  expect(closeReason(evidence({ decided: 'signal' }))).toBe('signal')
})

test('the trigger is read only if the order of a shown trade gives no reason', () => {
  expect(needsTrigger(evidence({ order: 'web_4' }))).toBe(true)
  expect(needsTrigger(evidence({}))).toBe(true)
  expect(needsTrigger(evidence({ order: 'web_4', traded: false }))).toBe(false)
  expect(needsTrigger(evidence({ order: orderId('rung', 4) }))).toBe(false)
  expect(needsTrigger(evidence({ order: 'adl_autoclose' }))).toBe(false)
})
