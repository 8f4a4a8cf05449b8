import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { applyRule } from '#strategy/apply.ts'
import { tossCoin } from '#strategy/coin.ts'
import { parseRule } from '#strategy/rule.ts'
import { minutes, walks } from './prices.ts'

const rule = parseRule('rsi:2,40,60')
const ordered = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

test.prop([walks, fc.nat()])(
  'a coin is tossed as often as the rule signals, with its confidences, at possible closes',
  (walk, seed) => {
    const applied = applyRule(rule, walk)
    const tossed = tossCoin(applied, seed)
    expect(ordered(tossed.map(each => each.confidence))).toEqual(
      ordered(applied.signals.map(each => each.confidence)),
    )
    const times = tossed.map(({ at }) => at)
    expect(times.filter(at => !applied.closes.includes(at))).toEqual([])
    expect(times).toEqual([...new Set(ordered(times))])
    expect(tossCoin(applied, seed)).toEqual(tossed)
  },
)

test('each seed and symbol has its own fair tosses, spread over all closes', () => {
  const waves = Array.from({ length: 400 }, (_, index) => 1000 + 10 * Math.sin(index / 2) + (index % 3))
  const both = applyRule(rule, minutes(waves))
  const applied = { ...both, signals: both.signals.filter(({ action }) => action === 'BUY') }
  const tosses = Array.from({ length: 200 }, (_, seed) => tossCoin(applied, seed))
  expect(new Set(tosses.map(each => JSON.stringify(each.map(({ at, action }) => [at, action])))).size).toBe(
    200,
  )
  const [first] = tosses
  expect(tossCoin({ ...applied, symbol: 'BTCUSDT' }, 0).map(({ at }) => at)).not.toEqual(
    first?.map(({ at }) => at),
  )
  const all = tosses.flat()
  const share = all.filter(({ action }) => action === 'BUY').length / all.length
  expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / all.length))
  const [earliest = 0, latest = 0] = [applied.closes[0], applied.closes.at(-1)]
  const early = all.filter(({ at }) => at <= (earliest + latest) / 2).length / all.length
  expect(Math.abs(early - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / all.length))
  expect(all.every(({ source, meta }) => source === 'coin_toss' && Number.isInteger(meta.seed))).toBe(true)
})
