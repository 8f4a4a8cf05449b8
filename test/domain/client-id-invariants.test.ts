import { describe, expect, test } from 'vitest'
import { risen } from '#domain/intentions.ts'
import { violations } from '#domain/invariants.ts'
import type { Look } from '#domain/look.ts'
import { backupOf, orderId } from './builders.ts'
import { calm, calmLook } from './calm.ts'
import { at, broken } from './improvement.ts'

describe('a client id', () => {
  const { intents } = calm

  test('is never reused for another order of the position, by record or book', () => {
    const from = (count: number, orders: Look['orders'] = []) => {
      const before = { ...calm, intents: count }
      return broken(at('2502.51', before), { before, look: calmLook({ markPrice: '2510', orders }) })
    }
    expect(from(intents)).toEqual([])
    expect(from(intents - 1)).toEqual(['client-id-used'])
    expect(from(0)).toEqual(['client-id-used'])
    const inBook = (clientId: string) => from(intents, [{ ...backupOf(calm), clientId }])
    expect(inBook(orderId('bridge', intents - 1))).toEqual([])
    expect(inBook(orderId('bridge', intents))).toEqual(['client-id-used'])
    // Ids of other clients, or of another position, mean nothing to it.
    expect(inBook('autoclose-99')).toEqual([])
    expect(inBook('qt-test-abcdefghijkl-p99')).toEqual([])
  })

  test.each([
    ['entry', { entry: { ...calm.entry, clientId: orderId('entry', intents) } }],
    ['bridge', { protection: { ...calm.protection, bridge: orderId('bridge', intents) } }],
    ['former', { protection: { ...calm.protection, former: orderId('primary', intents) } }],
    ['primary', { protection: { ...calm.protection, primary: orderId('primary', intents) } }],
    ['backup', { protection: { ...calm.protection, backup: orderId('backup', intents) } }],
    ['rung', { rungs: calm.rungs.map(rung => ({ ...rung, clientId: orderId('rung', intents) })) }],
  ])('counts wherever the record has it: %s', (_, change) => {
    const before = { ...calm, ...change }
    const look = { quantity: '10', markPrice: '2510', orders: [] }
    expect(broken(at('2502.51', before), { before, look })).toEqual(['client-id-used'])
  })

  test('may stay unused, and the counter never goes back', () => {
    const before = { ...calm, intents: 0 }
    expect(broken(risen(before, 1), { before })).toEqual([])
    expect(broken({ ...risen(calm, 1), intents: intents - 1 })).toEqual(['client-id-used'])
  })

  test('is reported by its number', () => {
    const before = { ...calm, intents: 1 }
    expect(
      violations({ before, after: at('2502.51', before), look: calmLook({ markPrice: '2510' }) }),
    ).toEqual([{ invariant: 'client-id-used', expected: `client ids from ${intents} on`, found: '1 to 3' }])
  })
})
