import { afterEach, describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { hookSlot, type MetByRequest, type VenueHook } from '#paper/hook.ts'
import { bench } from '../builder.ts'

/** A request to which nothing goes wrong, except for the given changes. */
function hookWith(met: Partial<MetByRequest>): VenueHook {
  const calm = createFaults()
  return { ...calm, meet: (...asked) => ({ ...calm.meet(...asked), ...met }) }
}

describe('a venue', () => {
  afterEach(() => void Reflect.deleteProperty(globalThis, hookSlot))

  test('uses the hook of its process’s host', async () => {
    const faults = createFaults([{ fault: { kind: 'answer', as: 'overloaded' } }])
    Object.assign(globalThis, { [hookSlot]: faults })
    const answer = await bench().send('GET', '/v1/time')
    expect([answer.status, answer.body.code]).toEqual([503, -1008])
  })

  test('answers a refusal of its hook as its own, even if another copy of the code made it', async () => {
    const refusal = Object.assign(new Error('Invalid symbol.'), { name: 'Refusal', code: -1121, status: 400 })
    const faults = hookWith({
      session: () => {
        throw refusal
      },
    })
    const answer = await bench({ faults }).send('GET', '/v3/account')
    expect([answer.status, answer.body]).toEqual([400, { code: -1121, msg: 'Invalid symbol.' }])
  })
})
