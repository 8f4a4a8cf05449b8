import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { type Wake, wakeCauses } from '#domain/wake.ts'
import { grantLooks, type WokenLooks, wakeBudget } from '#domain/wake-budget.ts'

const noon = Date.UTC(2026, 10, 28, 12)
const { apart } = timing.watch.woken
const wakeOf = (only: readonly string[], more: Partial<Wake> = {}): Wake => ({
  only,
  cause: 'order-ended',
  heardAt: noon,
  ...more,
})
const forty = Array.from({ length: 40 }, (_, n) => `position${n}`)

describe('one position', () => {
  const first = grantLooks(undefined, wakeOf(['a']), noon + 20)

  test('is looked at immediately', () => {
    expect(first).toMatchObject({ looks: [{ id: 'a', at: noon + 20 }], left: [] })
  })

  test('is not looked at again for an event from before its last look, however late or often it arrives', () => {
    for (const now of [noon + 21, noon + 5_000, noon + 59_000])
      expect(grantLooks(first.after, wakeOf(['a', 'a']), now)).toMatchObject({ looks: [], left: [] })
  })

  test('is looked at a second after its last look for a later event', () => {
    const wake = wakeOf(['a'], { heardAt: noon + 300 })
    expect(grantLooks(first.after, wake, noon + 320).looks).toEqual([{ id: 'a', at: noon + 20 + apart }])
    expect(grantLooks(first.after, wake, noon + 4_000).looks).toEqual([{ id: 'a', at: noon + 4_000 }])
  })

  test('is left to the tick if its last look is stamped seconds ahead', () => {
    const ahead = grantLooks(undefined, wakeOf(['a']), noon + 5_000)
    const wake = wakeOf(['a'], { heardAt: noon + 6_000 })
    expect(grantLooks(ahead.after, wake, noon + 100)).toMatchObject({ looks: [], left: ['a'] })
  })

  test('has twenty looks in a minute, and the next ones in the next', () => {
    let before: WokenLooks | undefined
    let looks = 0
    for (let now = noon; now < noon + 59_000; now += apart) {
      const granted = grantLooks(before, wakeOf(['a'], { heardAt: now }), now)
      looks += granted.looks.length
      before = granted.after
    }
    expect(looks).toBe(wakeBudget.looks)
    const next = grantLooks(before, wakeOf(['a'], { heardAt: noon + 60_000 }), noon + 60_000)
    expect(next.looks).toHaveLength(1)
  })
})

test('wakes without danger leave half of the minute to danger', () => {
  const calm = grantLooks(undefined, wakeOf(forty, { cause: 'filled' }), noon)
  expect(calm.after.weight).toBeLessThanOrEqual(wakeBudget.calm)
  expect(calm.looks.map(({ id }) => id)).toEqual(forty.slice(0, 29))
  expect(calm.left).toEqual(forty.slice(29))
  const danger = grantLooks(calm.after, wakeOf(forty.slice(29)), noon + 1)
  expect(danger.looks).toHaveLength(11)
})

test('forty positions are looked at in one wake, and share one read of the account', () => {
  const burst = grantLooks(undefined, wakeOf(forty), noon)
  expect([burst.looks.length, burst.after.weight]).toEqual([40, 5 + 40 * 10])
})

test('whatever is requested, no minute exceeds its share, and no position gets two looks in a second', () => {
  const asks = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 3_000 }),
      heardAgoMs: fc.integer({ min: -2_000, max: 90_000 }),
      cause: fc.constantFrom(...wakeCauses),
      only: fc.subarray(forty, { minLength: 1 }),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(asks, all => {
      let before: WokenLooks | undefined
      let now = noon
      const looks = new Map<string, number[]>()
      const weights = new Map<number, number>()
      for (const { afterMs, heardAgoMs, cause, only } of all) {
        now += afterMs
        const granted = grantLooks(before, { only, cause, heardAt: now - heardAgoMs }, now)
        for (const { id, at } of granted.looks) {
          for (const other of looks.get(id) ?? []) expect(Math.abs(at - other)).toBeGreaterThanOrEqual(apart)
          looks.set(id, [...(looks.get(id) ?? []), at])
        }
        before = granted.after
        weights.set(before.minute, before.weight)
      }
      for (const weight of weights.values()) expect(weight).toBeLessThanOrEqual(wakeBudget.weight)
    }),
    { numRuns: 50 },
  )
})
