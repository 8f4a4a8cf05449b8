import { beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { anExchange, entryOrder, handClock, marketClose, primaryStop, serverTime } from './an-exchange.ts'
import { type Reply, replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
let clock: ReturnType<typeof handClock>
beforeEach(() => {
  clock = handClock()
  exchange = anExchange({ fetch: server.fetch, clock })
})

const look = 'GET /fapi/v3/positionRisk'
const flat: Reply = { body: [] }
const minute = 60_000

/** The exchange's answer to too many requests, with or without a header. */
const tooMuch = (status: 429 | 418, msg: string, retryAfter?: number): Reply => ({
  status,
  body: { code: -1003, msg },
  ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
})
const slowDown = (retryAfter?: number) => tooMuch(429, 'Too many requests.', retryAfter)
const banned = (end: number, retryAfter?: number) =>
  tooMuch(
    418,
    `Way too many requests; IP(1.2.3.4) banned until ${end}. Please use the websocket.`,
    retryAfter,
  )

/** Every kind of request that the adapter has a word for, one after the other. */
async function askEverything(): Promise<void> {
  const reads = [
    () => exchange.positions(),
    () => exchange.position('BTCUSDT'),
    () => exchange.openOrders('BTCUSDT'),
    () => exchange.openAlgoOrders('BTCUSDT'),
    () => exchange.quote('BTCUSDT'),
    () => exchange.balance('USDT'),
    () => exchange.accountModes(),
    () => exchange.allRules(),
    () => exchange.trades('BTCUSDT', 0),
    () => exchange.income('BTCUSDT', 0),
    () => exchange.serverTime(),
  ]
  for (const read of reads) await read().catch(() => undefined)
  await exchange.setLeverage('BTCUSDT', 10)
  await exchange.place(entryOrder)
  await exchange.place(marketClose)
  await exchange.placeAlgo(primaryStop)
  const { closePosition: _, ...stop } = primaryStop as Extract<typeof primaryStop, { closePosition: true }>
  await exchange.placeAlgo({ ...stop, type: 'TAKE_PROFIT_MARKET', quantity: '1' })
  await exchange.placeAlgo({ ...stop, quantity: '1', clientId: 'qt-p1-g1' })
  await exchange.cancelAlgo('BTCUSDT', 'qt-p1-s1')
  await exchange.cancelAll('BTCUSDT')
}

async function sentBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = server.requests.length
  await work()
  return server.requests.slice(before).map(({ route }) => route)
}

async function hear(reply: Reply): Promise<void> {
  server.reply(look, reply, flat)
  await expect(exchange.positions()).rejects.toSatisfy(isAskedToWait)
}

test.each([
  ['Retry-After', slowDown(1e300)],
  ['Retry-After of a ban', tooMuch(418, 'Way too many requests.', 9_999_999_999_999)],
  ['end of a ban', banned(9_999_999_999_999)],
])('an absurd %s is waited for as long as Binance bans at most, three days', async (_, reply) => {
  await hear(reply)
  const until = serverTime + 3 * 1_440 * minute
  expect(exchange.rest()).toMatchObject({ until })
  expect(await exchange.setLeverage('BTCUSDT', 10)).toMatchObject({ rest: { until } })
})

describe('after 429', () => {
  test('only exits, market stops and the next tick’s look are sent', async () => {
    const weightless = ['POST /fapi/v1/order', 'POST /fapi/v1/algoOrder', 'POST /fapi/v1/algoOrder']
    await hear(slowDown(59))
    expect(await sentBy(askEverything)).toEqual(weightless)
    const [exit, stop, bridge] = server.requests.slice(-3)
    expect(exit?.params).toMatchObject({ type: 'MARKET', reduceOnly: 'true' })
    expect(stop?.params).toMatchObject({ type: 'STOP_MARKET', closePosition: 'true' })
    expect(bridge?.params).toMatchObject({ type: 'STOP_MARKET', reduceOnly: 'true' })
    clock.set(serverTime + 10_000)
    expect(await sentBy(askEverything)).toEqual([look, ...weightless])
    expect(await sentBy(() => exchange.positions().catch(() => undefined))).toEqual([])
  })

  test('no look between two ticks is sent, and an earlier one does not replace the next tick’s', async () => {
    server.reply(look, flat, slowDown(59), flat)
    await exchange.positions('between-ticks')
    await expect(exchange.positions('between-ticks')).rejects.toSatisfy(isAskedToWait)
    expect(await sentBy(() => exchange.positions('between-ticks').catch(() => undefined))).toEqual([])
    expect(await sentBy(() => exchange.positions())).toEqual([look])
  })

  test.each([
    ['as long as Retry-After says', slowDown(7), 7_000],
    ['to the end of the minute where it says nothing', slowDown(), minute - (serverTime % minute)],
    ['to the end of the minute where it says 0', slowDown(0), minute - (serverTime % minute)],
    ['as long where the words are others', tooMuch(429, 'Slow down.', 7), 7_000],
    [
      'as long where there is no JSON',
      { status: 429, body: 'slow down', headers: { 'retry-after': '7' } },
      7_000,
    ],
  ] as const)('it waits %s', async (_, reply, ms) => {
    await hear(reply)
    expect(exchange.rest()).toEqual({ kind: 'limited', until: serverTime + ms })
    clock.set(serverTime + ms - 1)
    await expect(exchange.openOrders('BTCUSDT')).rejects.toMatchObject({
      call: 'openOrders',
      code: -1003,
      retriable: false,
      rest: { kind: 'limited', until: serverTime + ms },
    })
    clock.set(serverTime + ms)
    expect(exchange.rest()).toBeUndefined()
    expect(await sentBy(() => exchange.openOrders('BTCUSDT').catch(() => undefined))).toHaveLength(1)
  })

  test('a request that is not sent weighs nothing, and its error says until when', async () => {
    await hear(slowDown(7))
    exchange.drainUsage()
    await expect(exchange.openOrders()).rejects.toThrow(
      `not sent: Binance asks to wait until ${new Date(serverTime + 7_000).toISOString()}`,
    )
    expect(await exchange.place(entryOrder)).toMatchObject({
      outcome: 'refused',
      code: -1003,
      rest: { kind: 'limited', until: serverTime + 7_000 },
    })
    expect(exchange.drainUsage()).toEqual({ weight: 0, orders: 0 })
  })

  test('a later answer may prolong the wait, never shorten it', async () => {
    await hear(slowDown(59))
    server.reply('POST /fapi/v1/order', slowDown(3), slowDown(90))
    await exchange.place(marketClose)
    expect(exchange.rest()?.until).toBe(serverTime + 59_000)
    await exchange.place(marketClose)
    expect(exchange.rest()?.until).toBe(serverTime + 90_000)
  })

  test('after two minutes a look is sent every 30 s', async () => {
    await hear(slowDown(300))
    const looks: number[] = []
    for (let second = 10; second < 240; second += 10) {
      clock.set(serverTime + second * 1_000)
      if ((await sentBy(() => exchange.positions().catch(() => undefined))).length > 0) looks.push(second)
    }
    expect(looks).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 140, 170, 200, 230])
  })

  test('after many requests were rejected at once, the minute’s looks do not lead to a ban', async () => {
    server.reply('GET /fapi/v1/openOrders', slowDown(59))
    server.reply(look, flat)
    const together = Array.from({ length: 6 }, () => exchange.openOrders('BTCUSDT'))
    await Promise.allSettled(together)
    const looks: number[] = []
    for (let second = 10; second <= 70; second += 10) {
      clock.set(serverTime + second * 1_000)
      if ((await sentBy(() => exchange.positions().catch(() => undefined))).length > 0) looks.push(second)
    }
    expect(looks).toEqual([10, 40, 60, 70])
  })

  test('the key’s rights are still read: the spot API has its own limits', async () => {
    await hear(slowDown(59))
    expect(await sentBy(() => exchange.keyRights().catch(() => undefined))).toHaveLength(1)
  })
})

describe('after 418', () => {
  test.each([
    ['as long as the words say', banned(serverTime + 120_000), 120_000],
    ['as long as Retry-After says, where that is later', banned(serverTime + 120_000, 150), 150_000],
    ['as long as the words say, where those are later', banned(serverTime + 120_000, 5), 120_000],
    ['as long as Retry-After says where the words do not', tooMuch(418, "I'm a teapot", 130), 130_000],
    ['to the end of the minute where nothing says', tooMuch(418, ''), minute - (serverTime % minute)],
    [
      'to the end of the minute where the end is past',
      banned(serverTime - 1),
      minute - (serverTime % minute),
    ],
  ] as const)('nothing is sent, %s', async (_, reply, ms) => {
    await hear(reply)
    expect(exchange.rest()).toEqual({ kind: 'banned', until: serverTime + ms })
    clock.set(serverTime + ms - 1)
    expect(await sentBy(askEverything)).toEqual([])
    expect(await exchange.place(marketClose)).toMatchObject({ outcome: 'refused', rest: { kind: 'banned' } })
    await expect(exchange.positions()).rejects.toThrow(/Binance has banned this address until/)
    clock.set(serverTime + ms)
    expect((await exchange.positions()).open).toEqual([])
  })

  test('the first request is the look, not a reading of the exchange’s clock', async () => {
    server.reply(
      look,
      banned(serverTime + 60_000),
      { status: 400, body: { code: -1021, msg: 'Timestamp' } },
      flat,
    )
    await expect(exchange.positions()).rejects.toSatisfy(isAskedToWait)
    clock.set(serverTime + 60_000)
    const time = 'GET /fapi/v1/time'
    expect(await sentBy(() => exchange.positions())).toEqual([look, time, look])
    expect(await sentBy(() => exchange.positions())).toEqual([look])
  })

  test('a limit that outlasts a ban continues after it', async () => {
    await hear(slowDown(59))
    server.reply('POST /fapi/v1/order', banned(serverTime + 20_000))
    await exchange.place(marketClose)
    expect(exchange.rest()?.kind).toBe('banned')
    expect(exchange.rest(serverTime + 20_000)).toEqual({ kind: 'limited', until: serverTime + 59_000 })
  })
})

test('a process waits, and reads no clock first, if another one at its address was told to wait', async () => {
  exchange.heed({ kind: 'banned', until: serverTime + 30_000 })
  expect(await sentBy(askEverything)).toEqual([])
  clock.set(serverTime + 30_000)
  server.reply(look, flat)
  expect(await sentBy(() => exchange.positions())).toEqual([look])
})

test('a wait that is over has no effect', async () => {
  exchange.heed({ kind: 'banned', until: serverTime - 60_000 })
  server.reply(look, flat)
  expect(await sentBy(() => exchange.positions())).toEqual(['GET /fapi/v1/time', look])
})
