import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { drawdownOf } from '#figures/drawdown.ts'
import { greatestFall } from '#figures/falls.ts'

const curveOf = (...worth: readonly number[]) =>
  worth.map((equity, index) => ({ at: index * 1_000, equity: dec(equity) }))
const iso = (second: number) => new Date(second * 1_000).toISOString()

test('the deepest fall has its high, its low and its recovery', () => {
  expect(drawdownOf(curveOf(100, 120, 90, 110, 80, 120, 130, 125), true)).toEqual({
    money: '40',
    share: '0.33333333',
    ms: 3_000,
    from: iso(2),
    lowestAt: iso(4),
    recoveredAt: iso(5),
  })
})

test('a fall that lasts to the end has not recovered', () => {
  expect(drawdownOf(curveOf(100, 100, 60, 70), true)).toEqual({
    ...{ money: '40', share: '0.40000000', ms: 1_000 },
    ...{ from: iso(2), lowestAt: iso(2) },
  })
})

test('an account that keeps its high for a day is not below it in that day', () => {
  const day = 86_400_000
  const curve = [
    { at: 0, equity: dec(100) },
    { at: day, equity: dec(90) },
    { at: day + 1_000, equity: dec(100) },
  ]
  expect(drawdownOf(curve, true)).toMatchObject({ ms: 1_000, from: new Date(day).toISOString() })
})

test('the greatest in money, share and time may be three different falls', () => {
  const curve = curveOf(10, 5, 10, 1_000, 980, 1_000, 999, 999, 999, 1_000)
  expect(drawdownOf(curve, true)).toMatchObject({ money: '20', share: '0.50000000', ms: 3_000 })
})

test('a curve that never falls has no drawdown', () => {
  expect(drawdownOf(curveOf(100, 100, 101), true)).toEqual({ money: '0', share: '0.00000000', ms: 0 })
})

test('gains and losses without a balance have no share', () => {
  expect(drawdownOf(curveOf(0, 5, -5), false)).toEqual({
    ...{ money: '10', ms: 0, from: iso(2), lowestAt: iso(2) },
  })
})

test('a fall from nothing, or from debt, has money and no share', () => {
  expect(drawdownOf(curveOf(0, -5), true)).toMatchObject({ money: '5', share: '0.00000000' })
  expect(drawdownOf(curveOf(-1, -5), true)).toMatchObject({ money: '4', share: '0.00000000' })
})

test('a high of less than one has a share', () => {
  expect(drawdownOf(curveOf(0.5, 0.25), true)).toMatchObject({ money: '0.25', share: '0.50000000' })
})

test('of equal falls the first is reported', () => {
  expect(drawdownOf(curveOf(5, 3, 3, 5, 3), true)).toMatchObject({ from: iso(1), lowestAt: iso(1) })
})

const anyCurve = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 })

test.prop([anyCurve])('no two points of a curve are farther apart than its deepest fall', worth => {
  const curve = curveOf(...worth)
  const pairs = worth.flatMap((high, from) => worth.slice(from).map(low => ({ high, low })))
  const [money, share] = [
    Math.max(...pairs.map(({ high, low }) => high - low)),
    Math.max(...pairs.map(({ high, low }) => (high - low) / high)),
  ]
  expect(greatestFall(curve).toNumber()).toBe(money)
  const drawdown = drawdownOf(curve, true)
  expect(drawdown.money).toBe(String(money))
  expect(Number(drawdown.share)).toBeCloseTo(share, 7)
})

test.prop([anyCurve])('no stretch below a high is longer than the longest fall', worth => {
  const stretches = worth.flatMap((_, from) => {
    const high = Math.max(...worth.slice(0, from))
    return worth.flatMap((_, to) => (worth.slice(from, to).every(level => level < high) ? [to - from] : []))
  })
  expect(drawdownOf(curveOf(...worth), true).ms).toBe(1_000 * Math.max(0, ...stretches))
})
