import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beats, byMinute } from '../../../infra/local/audit/in-time.ts'

/** A beat with a changing pace, of which some come twice and some late. */
const times = fc.array(fc.record({ gap: fc.constantFrom(10, 10, 10, 60, 7, 0, -30), again: fc.boolean() }))

test('beats are a set of their times, in order', () => {
  fc.assert(
    fc.property(times, steps => {
      const [kept, expected] = [beats(), new Set<number>()]
      let at = 1_000
      for (const { gap, again } of steps) {
        at += gap
        for (const each of again ? [at, at] : [at]) {
          kept.add(each)
          expected.add(each)
        }
      }
      expect([...kept]).toEqual([...expected].toSorted((a, b) => a - b))
      expect([...kept]).toEqual([...kept])
    }),
  )
})

test('the maximum and the mean cover all minutes, however many there were', () => {
  const weight = byMinute()
  expect([weight.most(), weight.mean()]).toEqual([0, 0])
  for (let at = 0; at < 10_000; at++) weight.add(at * 20_000, at % 3 === 2 ? 7 : 1)
  weight.add(9_999 * 20_000 - 600_000, 100)
  expect(weight.most()).toBe(109)
  expect(weight.mean()).toBe((3_334 * 9 - 8 + 100) / 3_334)
})
