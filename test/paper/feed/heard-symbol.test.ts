import { beforeEach, expect, test } from 'vitest'
import { type HeardSymbol, heardSymbol } from '#paper/feed/heard-symbol.ts'

const minute = Date.parse('2025-02-03T02:07:00Z')
const book = { bid: '59999', ask: '60001' }
let heard: HeardSymbol
const mark = (time: number, price: string) => heard.mark({ time, mark: price, nextFundingTime: 0 })
const trade = (aggregateId: number, more: { firstId?: number; id?: number; price?: string } = {}) =>
  heard.trade({
    ...{ aggregateId, firstId: aggregateId * 10, id: aggregateId * 10 + 9, time: minute + aggregateId },
    ...{ price: '60000', quantity: '1', buyerWasMaker: false, ...more },
  })
const read = (id: number) => ({ id, time: minute, price: '60000', quantity: '1', buyerWasMaker: false })
const candle = (openTime: number, high: string, low: string) => {
  return { openTime, high, low, open: low, close: high, volume: '0' }
}
const readWhole = (trades = [read(1)]) => {
  const begun = heard.begun() ?? Number.NaN
  heard.readTrades(begun, trades)
  heard.readMarks(begun, [candle(minute, '60010', '59990')])
}

beforeEach(() => {
  heard = heardSymbol()
  heard.book(book)
})

test('it is known once it is heard and its past was read, and not before', () => {
  readWhole()
  expect(heard.known(minute)).toBeUndefined()
  mark(minute + 1_000, '60000')
  expect(heard.known(minute + 1_000)).toBeUndefined()
  readWhole()
  expect(heard.known(minute + 1_000)).toMatchObject({ book, mark: { mark: '60000' } })
  heard.book(undefined)
  expect(heard.known(minute + 1_000)).toBeUndefined()
})

test('what was both read and heard is there once, including a trade that was read in part', () => {
  mark(minute + 1_000, '60000')
  for (const id of [1, 2, 3]) trade(id)
  readWhole([read(5), read(15)])
  trade(4)
  trade(4)
  expect(heard.known(minute + 1_000)?.trades.map(({ id }) => id)).toEqual([5, 15, 29, 39, 49])
})

test('a missing trade is noticed if ids are consecutive, and one more reading makes the symbol whole', () => {
  mark(minute + 1_000, '60000')
  readWhole()
  for (const id of [1, 2, 3]) trade(id)
  expect(heard.known(minute + 1_000)).toBeDefined()
  const before = heard.begun() ?? Number.NaN
  trade(5)
  expect(heard.known(minute + 1_000)).toBeUndefined()
  // This reading began before the gap was noticed.
  heard.readTrades(before, [read(39)])
  expect(heard.known(minute + 1_000)).toBeUndefined()
  readWhole([read(49)])
  expect(heard.known(minute + 1_000)?.trades.map(({ id }) => id)).toEqual([49, 59])
})

test('a stream that is far behind is not used until it has caught up', () => {
  mark(minute + 1_000, '60000')
  readWhole()
  expect(heard.known(minute + 4_000)).toBeDefined()
  expect(heard.known(minute + 4_001)).toBeUndefined()
  mark(minute + 2_000, '60000')
  expect(heard.known(minute + 4_001)).toBeDefined()
})

test('each minute has the marks that were read and heard, and begins with the current one', () => {
  mark(minute + 58_000, '60000')
  readWhole()
  mark(minute + 59_000, '60020')
  mark(minute + 58_500, '70000')
  const whole = { openTime: minute, high: '60020', low: '59990' }
  expect(heard.known(minute + 59_500)?.minutes).toEqual([whole])
  const begun = { openTime: minute + 60_000, high: '60020', low: '60020' }
  expect(heard.known(minute + 60_100)?.minutes).toEqual([whole, begun])
  mark(minute + 60_200, '60030')
  expect(heard.known(minute + 60_300)?.minutes.at(-1)).toEqual({ ...begun, high: '60030', low: '60030' })
})
