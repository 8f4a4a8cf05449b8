import { expect, test } from 'vitest'
import { openMarket } from '../../../infra/local/market/market.ts'

const sample = new URL('../../../infra/local/sample/', import.meta.url).pathname
const market = openMarket({ klines: [sample] })

test('the shipped crash holds two hours of four symbols without a gap', () => {
  expect(market.symbols.toSorted()).toEqual(['DOGEUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'])
  expect(market.gaps).toEqual([])
  const times = [market.from, market.to].map(time => new Date(time).toISOString())
  expect(times).toEqual(['2025-02-03T00:50:00.000Z', '2025-02-03T02:49:59.000Z'])
})

test('ETH falls from 2409 to 2113 within the minute of 02:07, to its low of 2080 in the next', () => {
  const minute = Date.parse('2025-02-03T02:07:00Z')
  const eth = market.symbol('ETHUSDT')
  const lasts = (from: number) => eth?.steps(from - 1, from + 59_999).map(step => Number(step.last)) ?? []
  expect([lasts(minute)[0], Math.min(...lasts(minute))]).toEqual([2409.25, 2112.63])
  expect(Math.min(...lasts(minute + 60_000))).toBe(2080.19)
})
