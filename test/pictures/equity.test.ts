import { fc, test as property } from '@fast-check/vitest'
import { expect } from 'vitest'
import { drawnEquity } from '../../infra/local/audit/pictures/drawn-equity.ts'
import { dayMs, start } from '../figures/builders.ts'

const anyCurve = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 * dayMs }), fc.integer({ min: 1, max: 20_000 })), {
    minLength: 1,
    maxLength: 80,
  })
  .map(points =>
    points.toSorted(([a], [b]) => a - b).map(([at, worth]) => ({ at: start + at, equity: `${worth}` })),
  )

property.prop([anyCurve])('however few points are drawn, the deepest fall is among them', points => {
  const of = { curve: points, trades: [], balance: '10000', from: start, to: start + 20 * dayMs }
  const { equity, fall, stepMs } = drawnEquity(of)
  let [high, deepest] = [10_000, 0]
  for (const point of points) {
    high = Math.max(high, Number(point.equity))
    deepest = Math.max(deepest, (high - Number(point.equity)) / high)
  }
  expect(Math.max(...fall)).toBeCloseTo(deepest, 5)
  expect(equity.at(-1)).toBe(Number(points.at(-1)?.equity))
  expect(equity.length).toBeLessThanOrEqual((20 * dayMs) / stepMs + 2)
})
