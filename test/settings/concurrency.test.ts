import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  atOnce,
  leastQuota,
  mapBound,
  refuseCrowded,
  reservedForWebhook,
  setAside,
  shareOut,
} from '#settings/concurrency.ts'

const positions = fc.integer({ min: 1, max: 40 })
const quota = fc.integer({ min: leastQuota, max: 1_200 })

describe('the account’s quota', () => {
  test.prop([
    quota,
    positions,
    fc.record({
      ...{ webhook: fc.boolean(), rule: fc.boolean(), sentinel: fc.boolean() },
      channels: fc.integer({ min: 0, max: 10 }),
    }),
  ])('is never shared out twice, and each kind of work has a share', (q, n, extras) => {
    fc.pre(!extras.sentinel || q >= 20)
    const shares = shareOut(q, n, extras)
    expect(atOnce(shares)).toBeLessThanOrEqual(q)
    expect(shares.looks).toBeGreaterThanOrEqual(Math.min(n, 3))
    expect(shares.surveys).toBeGreaterThanOrEqual(1)
    // Lambda takes no event source with less than two batches at once.
    for (const source of [shares.closes, shares.entries, shares.signals])
      expect(source).toBeGreaterThanOrEqual(2)
  })

  test.prop([quota, positions])('bounds looks only if they would not all fit', (q, n) => {
    const bound = mapBound(q, n)
    const wanted = atOnce(shareOut(Number.POSITIVE_INFINITY, n))
    if (q >= wanted) expect([bound, atOnce(shareOut(q, n))]).toEqual([undefined, wanted])
    else expect(atOnce(shareOut(q, n))).toBe(q)
    // A row for each position, and the one for upkeep.
    if (bound === undefined) expect(shareOut(q, n).looks).toBeGreaterThanOrEqual(Math.min(n + 1, 40))
  })

  test.prop([quota, fc.integer({ min: 0, max: 100 }), positions])(
    'gives no kind of work less when it grows',
    (q, more, n) => {
      const [less, greater] = [shareOut(q, n), shareOut(q + more, n)]
      for (const name of Object.keys(less) as (keyof typeof less)[])
        expect(greater[name]).toBeGreaterThanOrEqual(less[name])
    },
  )
})

test('the watch has four of a new account’s ten: three looks beside one survey', () => {
  const least = {
    looks: 3,
    closes: 2,
    surveys: 1,
    entries: 2,
    signals: 2,
    operator: 0,
    webhook: 0,
    rule: 0,
    notify: 0,
    sentinel: 0,
    woken: 0,
  }
  for (const n of [4, 40]) expect(shareOut(10, n)).toEqual(least)
  expect([mapBound(10, 4), mapBound(10, 1)]).toEqual([3, undefined])
  expect(() => shareOut(9, 4)).toThrow('Expected a quota of 10 or more, got 9')
})

test('AWS’s usual thousand bounds nothing, even with forty positions', () => {
  expect(shareOut(1_000, 4)).toEqual({
    looks: 6,
    closes: 4,
    surveys: 4,
    entries: 3,
    signals: 2,
    operator: 2,
    webhook: 0,
    rule: 0,
    notify: 0,
    sentinel: 0,
    woken: 0,
  })
  expect(shareOut(1_000, 40)).toEqual({
    ...{
      looks: 40,
      closes: 40,
      surveys: 4,
      entries: 3,
      signals: 2,
      operator: 2,
      webhook: 0,
      rule: 0,
      notify: 0,
      sentinel: 0,
      woken: 0,
    },
  })
  expect([mapBound(1_000, 4), mapBound(1_000, 40)]).toEqual([undefined, undefined])
})

test('the watch has its reserve if AWS keeps its hundred', () => {
  expect(setAside(1_000, 10)).toEqual({ survey: 4, inspect: 12, closeCleanup: 12 })
  expect(setAside(128, 10)).toEqual({ survey: 4, inspect: 12, closeCleanup: 12 })
  expect(() => setAside(127, 10)).toThrow(/expected a quota of 128 .* for 10 positions .*got -c quota=127/)
})

test('a webhook takes its share last, and leaves all others theirs', () => {
  for (const q of [10, 25, 40, 1_000]) {
    const { webhook, ...others } = shareOut(q, 4, { webhook: true })
    const { webhook: none, ...without } = shareOut(q, 4)
    expect([others, none]).toEqual([without, 0])
    expect(webhook).toBe(Math.min(20, q - atOnce(shareOut(q, 4))))
  }
})

test('a rule takes its share last, and leaves all others theirs', () => {
  for (const q of [10, 17, 25, 1_000]) {
    const { rule, ...others } = shareOut(q, 4, { rule: true })
    const { rule: none, ...without } = shareOut(q, 4)
    expect([others, none]).toEqual([without, 0])
    expect(rule).toBe(Math.min(2, q - atOnce(shareOut(q, 4))))
  }
})

test('the notifier takes its share last, and is refused if that is too small', () => {
  for (const q of [10, 17, 30, 1_000]) {
    const shares = shareOut(q, 4, { channels: 3 })
    const { notify, ...others } = shares
    const { notify: none, ...without } = shareOut(q, 4)
    expect([others, none]).toEqual([without, 0])
    expect(notify).toBe(Math.min(12, q - atOnce(shareOut(q, 4))))
    const told = () => refuseCrowded(q, shares, 3)
    if (notify < 12) expect(told).toThrow(`3 channels want 12 concurrent executions`)
    else expect(told).not.toThrow()
  }
})

test('a webhook has its reserve if AWS keeps its hundred beside it and the watch’s', () => {
  const shares = shareOut(1_000, 10, { webhook: true })
  const watch = setAside(1_000, 10)
  expect([119, 120].map(q => reservedForWebhook(q, shares, undefined))).toEqual([undefined, 20])
  expect([147, 148].map(q => reservedForWebhook(q, shares, watch))).toEqual([undefined, 20])
  expect(reservedForWebhook(1_000, shareOut(1_000, 10), undefined)).toBeUndefined()
})

test('a sentinel has two beside the runs that it wakes, and takes no look from the watch', () => {
  for (const q of [20, 25, 40, 1_000]) {
    const { looks, sentinel, woken } = shareOut(q, 4, { sentinel: true })
    expect([looks, sentinel], `of ${q}`).toEqual([shareOut(q, 4).looks, 2])
    expect(mapBound(q, 4, { sentinel: true })).toBe(mapBound(q, 4))
    // At least a survey and a look; if there is room, a second survey and a look at every position.
    expect(woken).toBe(q === 1_000 || q === 40 ? 6 : 2)
  }
})

test('a sentinel is refused below twenty, with the reason and what to do', () => {
  expect(() => shareOut(19, 4, { sentinel: true })).toThrow(
    /-c sentinel=true: expected a quota of 20 .* looks of the watch, got -c quota=19: ask AWS for more, or leave sentinel out/,
  )
  expect(() => shareOut(20, 40, { sentinel: true })).not.toThrow()
})

test('the watch’s reserve, which is a bound too, has room for the runs that a sentinel wakes', () => {
  expect(setAside(1_000, 10, { sentinel: true })).toEqual({ survey: 6, inspect: 22, closeCleanup: 12 })
  expect(() => setAside(139, 10, { sentinel: true })).toThrow(/expected a quota of 140/)
})
