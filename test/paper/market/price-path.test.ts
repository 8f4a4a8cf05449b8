import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Candle } from '../../../infra/local/market/candles.ts'
import {
  type PathOrder,
  pathOrders,
  spreadVolume,
  turnsOf,
  walk,
  waypoints,
} from '../../../infra/local/market/price-path.ts'

const candles = fc
  .record({
    low: fc.integer({ min: 1, max: 100_000 }),
    range: fc.integer({ min: 0, max: 20_000 }),
    open: fc.double({ min: 0, max: 1, noNaN: true }),
    close: fc.double({ min: 0, max: 1, noNaN: true }),
    volume: fc.nat(),
  })
  .map(
    ({ low, range, open, close, volume }): Candle => ({
      openTime: 0,
      open: low + Math.round(range * open),
      high: low + range,
      low,
      close: low + Math.round(range * close),
      volume,
    }),
  )
const counts = fc.constantFrom(4, 60, 120, 240, 3600)
const orders = fc.constantFrom(...pathOrders)

function pathOf(candle: Candle, order: PathOrder, steps: number, tick = 1) {
  const points = waypoints(candle, order)
  const turns = turnsOf(points, steps)
  return { turns, prices: walk(points, turns, steps, tick) }
}

describe('the price path inside a candle', () => {
  test('a rising candle visits its low first, a falling one its high, as in the default order', () => {
    const rising = { openTime: 0, open: 10, high: 14, low: 8, close: 12, volume: 0 }
    expect(waypoints(rising, 'adverse-first')).toEqual([10, 8, 14, 12])
    expect(waypoints(rising, 'favourable-first')).toEqual([10, 14, 8, 12])
    const falling = { ...rising, open: 12, close: 10 }
    expect(waypoints(falling, 'adverse-first')).toEqual([12, 14, 8, 10])
    expect(waypoints(falling, 'favourable-first')).toEqual([12, 8, 14, 10])
  })

  test('a candle walks at one speed: a long way takes most of its time', () => {
    const { prices } = pathOf(
      { openTime: 0, open: 100, high: 101, low: 41, close: 41, volume: 0 },
      'adverse-first',
      60,
    )
    expect(prices.slice(0, 4)).toEqual([100, 101, 100, 99])
    expect(prices.at(-1)).toBe(41)
  })

  test.prop([candles, orders, counts])(
    'it opens, touches both extremes in order and closes',
    (candle, order, steps) => {
      const { prices, turns } = pathOf(candle, order, steps)
      const [open, first, second, close] = waypoints(candle, order)
      expect(prices).toHaveLength(steps)
      expect([prices[0], prices[turns.first], prices[turns.second], prices.at(-1)]).toEqual([
        open,
        first,
        second,
        close,
      ])
      expect(0 < turns.first && turns.first < turns.second && turns.second < steps - 1).toBe(true)
    },
  )

  test.prop([candles, orders, counts])('it never leaves the range of the candle', (candle, order, steps) => {
    const { prices } = pathOf(candle, order, steps)
    expect(Math.min(...prices)).toBe(candle.low)
    expect(Math.max(...prices)).toBe(candle.high)
  })

  test.prop([candles, orders, counts])(
    'between two waypoints it never turns back',
    (candle, order, steps) => {
      const { prices, turns } = pathOf(candle, order, steps)
      for (const [from, to] of [
        [0, turns.first],
        [turns.first, turns.second],
        [turns.second, steps - 1],
      ] as const) {
        const leg = prices.slice(from, to + 1)
        const up = (leg.at(-1) ?? 0) >= (leg[0] ?? 0)
        expect(leg).toEqual(leg.toSorted((a, b) => (up ? a - b : b - a)))
      }
    },
  )

  test.prop([candles, orders, fc.constantFrom(2, 5, 10, 25)])(
    'all prices are on the tick if the candle’s are; otherwise only its own four may be off it',
    (candle, order, tick) => {
      const { prices } = pathOf(candle, order, 60, tick)
      const off = prices.filter(price => price % tick !== 0)
      expect([candle.open, candle.high, candle.low, candle.close]).toEqual(
        expect.arrayContaining([...new Set(off)]),
      )
    },
  )

  test.prop([candles, counts])('both orders give the same candle', (candle, steps) => {
    const [one, other] = pathOrders.map(order => pathOf(candle, order, steps).prices)
    const summary = (prices: number[] = []) => [
      prices[0],
      Math.max(...prices),
      Math.min(...prices),
      prices.at(-1),
    ]
    expect(summary(one)).toEqual(summary(other))
    expect(summary(one)).toEqual([candle.open, candle.high, candle.low, candle.close])
  })

  test.prop([fc.nat(), counts])(
    'its volume is spread over all steps, none lost, none more than one apart',
    (volume, steps) => {
      const spread = spreadVolume(volume, steps)
      expect(spread).toHaveLength(steps)
      expect(spread.reduce((sum, each) => sum + each, 0)).toBe(volume)
      expect(Math.max(...spread) - Math.min(...spread)).toBeLessThanOrEqual(1)
    },
  )
})
