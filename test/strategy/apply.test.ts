import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { applyRule, decidingCandles, silentCandles } from '#strategy/apply.ts'
import { parseRule } from '#strategy/rule.ts'
import { minuteMs, minutes, start, walks } from './prices.ts'

const rules = fc.constantFrom('rsi:2,30,70', 'rsi:3,40,60', 'rsi:5,30,70', 'rsi:2,45,55,5m').map(parseRule)

/** Falls for `falling` minutes after as many as the rule needs, then jumps back. */
const dip = (falling: number) => [
  ...Array.from({ length: 40 }, (_, index) => 1000 + (index % 2) * 3),
  ...Array.from({ length: falling }, (_, index) => 995 - 5 * index),
  1000,
]

describe('a signal', () => {
  test('comes at the close of its candle, with its inputs', () => {
    const closes = dip(4)
    const { signals } = applyRule(parseRule('rsi:3,30,70'), minutes(closes))
    expect(signals).toEqual([
      {
        symbol: 'ETHUSDT',
        action: 'BUY',
        confidence: expect.closeTo(0.92, 1),
        source: 'rule_fallback_rsi',
        at: start + closes.length * minuteMs,
        meta: { rule: 'rsi:3,30,70,1m', rsi: expect.any(Number), extreme: expect.any(Number) },
      },
    ])
  })

  test.prop([walks, rules, fc.nat(400)], { numRuns: 200 })(
    'does not depend on later candles',
    (walk, rule, cut) => {
      const until = start + cut * minuteMs
      const past = { ...walk, candles: walk.candles.filter(({ openTime }) => openTime + minuteMs <= until) }
      const [all, known] = [applyRule(rule, walk), applyRule(rule, past)]
      expect(known.signals).toEqual(all.signals.filter(({ at }) => at <= until))
      expect(known.closes).toEqual(all.closes.filter(at => at <= until))
    },
  )

  test.prop([walks, rules, fc.nat(400)], { numRuns: 200 })(
    'is the same whenever the caller begins, and from the last candles alone',
    (walk, rule, since) => {
      const from = start + since * minuteMs
      const all = applyRule(rule, walk)
      const asked = applyRule(rule, walk, from)
      expect(asked.signals).toEqual(all.signals.filter(({ at }) => at >= from))
      expect(asked.closes).toEqual(all.closes.filter(at => at >= from))
      const parts = (rule.candleMs ?? minuteMs) / minuteMs
      for (const { at } of all.signals) {
        const ended = walk.candles.filter(({ openTime }) => openTime < at)
        const last = { ...walk, candles: ended.slice(-decidingCandles(rule) * parts) }
        expect(applyRule(rule, last, at).signals).toEqual(all.signals.filter(each => each.at === at))
      }
    },
  )
})

test('the generated walks have enough signals and gaps', () => {
  const met = fc
    .sample(fc.tuple(walks, rules), { seed: 1, numRuns: 200 })
    .map(([walk, rule]) => applyRule(rule, walk))
  expect(met.flatMap(({ signals }) => signals).length).toBeGreaterThan(400)
  expect(met.filter(({ gaps }) => gaps > 0).length).toBeGreaterThan(20)
})

test('the rule is silent after a missing candle, as at the beginning, and counts the gap', () => {
  const rule = parseRule('rsi:3,30,70')
  const walk = Array.from({ length: 120 }, (_, index) => 1000 + (index % 7))
  const broken = applyRule(rule, minutes([...walk.slice(0, 50), undefined, ...walk.slice(51)]))
  const silent = silentCandles(rule)
  const minuteOf = (at: number) => (at - start) / minuteMs
  expect(broken.gaps).toBe(1)
  expect(broken.candles).toBe(119)
  expect(broken.closes.map(minuteOf)).toEqual(
    Array.from({ length: 120 }, (_, index) => index + 1).filter(
      minute => (minute > silent && minute < 51) || minute > 51 + silent,
    ),
  )
})
