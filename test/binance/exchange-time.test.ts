import { expect, test } from 'vitest'
import { anExchange, entryOrder, handClock, serverTime } from './an-exchange.ts'
import { replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()

const route = 'GET /fapi/v3/positionRisk'
const stamps = () =>
  server.requests.filter(request => request.route === route).map(({ params }) => Number(params.timestamp))
const timeReadings = () => server.requests.filter(request => request.route === 'GET /fapi/v1/time').length
const tooLate = { status: 400, body: { code: -1021, msg: 'Timestamp for this request is outside.' } }
const flat = { body: [] }

test('requests carry the exchange’s time, which is read once', async () => {
  const clock = handClock(serverTime - 45_000)
  const exchange = anExchange({ fetch: server.fetch, clock })
  server.reply(route, flat)
  await Promise.all([exchange.positions(), exchange.positions()])
  clock.set(clock.now() + 3_000)
  await exchange.positions()
  expect(stamps()).toEqual([serverTime, serverTime, serverTime + 3_000])
  expect(timeReadings()).toBe(1)
})

test('market data needs no time', async () => {
  const exchange = anExchange({ fetch: server.fetch })
  server.reply('GET /fapi/v1/exchangeInfo', { body: { symbols: [] } })
  await expect(exchange.allRules()).rejects.toThrow()
  expect(timeReadings()).toBe(0)
})

test('a read rejected as too late is sent again by a fresh reading of the exchange’s clock', async () => {
  const clock = handClock()
  const exchange = anExchange({ fetch: server.fetch, clock })
  server.reply(route, flat, tooLate, flat)
  await exchange.positions()
  clock.set(serverTime + 60_000)
  server.reply('GET /fapi/v1/time', { body: { serverTime: serverTime + 70_000 } })
  expect((await exchange.positions()).open).toEqual([])
  expect(stamps()).toEqual([serverTime, serverTime + 60_000, serverTime + 70_000])
})

test('a read that stays too late is an error after two attempts', async () => {
  const exchange = anExchange({ fetch: server.fetch })
  server.reply(route, tooLate)
  await expect(exchange.positions()).rejects.toMatchObject({ code: -1021, retriable: true })
  expect(stamps()).toHaveLength(2)
})

test('a command that was too late ends as rejected, and the next request has the right time', async () => {
  const exchange = anExchange({ fetch: server.fetch })
  server.reply('POST /fapi/v1/order', tooLate)
  server.reply(route, flat)
  expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'refused', code: -1021 })
  server.reply('GET /fapi/v1/time', { body: { serverTime: serverTime + 9_000 } })
  await exchange.positions()
  expect(stamps()).toEqual([serverTime + 9_000])
})

test.each([
  ['is left alone while a slow answer does not contradict it', 700, 1_500],
  ['is set to the middle of the bounds that a slow answer leaves', 30_000, 30_750],
])('our own clock %s', async (_, exchangeAheadMs, stampedAfterMs) => {
  const clock = handClock()
  const exchange = anExchange({ fetch: server.fetch, clock })
  server.reply('GET /fapi/v1/time', {
    body: { serverTime: serverTime + exchangeAheadMs },
    before: () => clock.set(serverTime + 1_500),
  })
  server.reply(route, flat)
  await exchange.positions()
  expect(stamps()).toEqual([serverTime + stampedAfterMs])
})

test('after two failed readings our own clock is used, and the time is not read again at once', async () => {
  const clock = handClock()
  const exchange = anExchange({ fetch: server.fetch, clock })
  server.reply('GET /fapi/v1/time', { status: 502, body: '' })
  server.reply(route, flat)
  await exchange.positions()
  await exchange.positions()
  expect(timeReadings()).toBe(2)
  clock.set(serverTime + 10_000)
  await exchange.positions()
  expect(timeReadings()).toBe(4)
  expect(stamps()).toEqual([serverTime, serverTime, serverTime + 10_000])
})

test('reading the time directly corrects the clock as well', async () => {
  const exchange = anExchange({ fetch: server.fetch, clock: handClock(serverTime - 5_000) })
  server.reply(route, flat)
  expect(await exchange.serverTime()).toBe(serverTime)
  await exchange.positions()
  expect(stamps()).toEqual([serverTime])
  expect(timeReadings()).toBe(1)
})
