import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { restBeforeTelling } from '../../functions/notifier/tell/rest-before-telling.ts'

const asked = fc.option(fc.integer({ min: 0, max: 100 * 3_600_000 }), { nil: undefined })

test.prop([fc.string(), fc.integer({ min: 1, max: 1_000 }), asked])(
  'a rest is as long as the service asked for, up to what a queue can keep',
  (id, receives, askedMs) => {
    const restMs = restBeforeTelling(id, receives, askedMs)
    expect(restMs % 1_000).toBe(0)
    expect(restMs).toBeGreaterThanOrEqual(1_000)
    expect(restMs).toBeLessThanOrEqual(11 * 3_600_000)
    expect(restMs).toBeGreaterThanOrEqual(Math.min(askedMs ?? 0, 11 * 3_600_000))
    expect(restBeforeTelling(id, receives, askedMs)).toBe(restMs)
  },
)

test('rests grow to a quarter of an hour, and differ between the messages of one outage', () => {
  const rests = Array.from({ length: 40 }, (_, n) => restBeforeTelling(`phone/${n}`, 12))
  expect(Math.min(...rests)).toBeGreaterThan(10 * 60_000)
  expect(Math.max(...rests)).toBeLessThan(20 * 60_000)
  expect(new Set(rests).size).toBeGreaterThan(30)
  expect(restBeforeTelling('phone/1', 1)).toBeLessThanOrEqual(2_000)
})
