import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeSteps } from '#paper/feed/step-lines.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../../infra/local/market/market-server.ts'
import { type VirtualClock, virtualClock } from '../builder.ts'
import { type Bar, DAY, MINUTE, rows, temporaryFolder } from './market-files.ts'

const bars: readonly Bar[] = [
  ['100.0', '101.0', '99.0', '100.5'],
  ['100.5', '102.5', '98.0', '102.0'],
  ['102.0', '103.0', '101.0', '101.5'],
]
const folder = temporaryFolder()
const klines = folder.write('ETHUSDT-1m-x.csv', rows(bars))
const funding = folder.write('ETHUSDT-x.csv', [
  'funding_time,symbol,funding_rate',
  `${DAY + MINUTE},ETHUSDT,0.0001`,
  `${DAY + 2 * MINUTE},ETHUSDT,0.0002`,
])
const market = openMarket({ klines: [klines], funding: [funding] })
folder.remove()
const eth = market.symbol('ETHUSDT')

let clock: VirtualClock
let server: MarketServer
beforeEach(async () => {
  clock = virtualClock(DAY + 90_000)
  server = await serveMarket(market, clock)
})
afterEach(() => server.close())

const get = async (path: string) => {
  const response = await fetch(`${server.url}/${path}`)
  const body = await response.text()
  return { status: response.status, body, json: () => JSON.parse(body) }
}

describe('steps over HTTP', () => {
  test('are those of the market, including funding', async () => {
    const { body } = await get(`steps?symbol=ETHUSDT&from=${DAY + 55_000}&to=${DAY + 65_000}`)
    expect(decodeSteps(body)).toEqual(eth?.steps(DAY + 55_000, DAY + 65_000))
    expect(decodeSteps(body).find(step => step.fundingRate)?.time).toBe(DAY + MINUTE)
    const latest = await get(`latest?symbol=ETHUSDT&at=${DAY + 61_500}`)
    expect(decodeSteps(latest.body)).toEqual([eth?.latest(DAY + 61_500)])
  })

  test('are none for a symbol without a market', async () => {
    expect(await get(`steps?symbol=BTCUSDT&from=${DAY}&to=${DAY + 1000}`)).toMatchObject({
      status: 200,
      body: '',
    })
    expect(await get(`latest?symbol=BTCUSDT&at=${DAY}`)).toMatchObject({ status: 200, body: '' })
  })

  test('of the future are refused', async () => {
    const steps = await get(`steps?symbol=ETHUSDT&from=${DAY}&to=${DAY + 100_000}`)
    expect(steps).toMatchObject({
      status: 400,
      body: expect.stringContaining("up to the market's now, got one 10000 ms later"),
    })
    expect((await get(`latest?symbol=ETHUSDT&at=${DAY + 100_000}`)).status).toBe(400)
  })

  test('of a moment ahead are sent when the market has got there', async () => {
    const to = clock.now() + 2_000
    const { body } = await get(`steps?symbol=ETHUSDT&from=${clock.now()}&to=${to}`)
    expect(decodeSteps(body).map(step => step.time)).toEqual([to - 1000, to])
    expect(clock.now()).toBe(to)
  })

  test('need times, and other paths do not exist', async () => {
    expect(await get('steps?symbol=ETHUSDT&from=1')).toMatchObject({
      status: 400,
      body: expect.stringContaining('milliseconds'),
    })
    expect(await get('candles')).toMatchObject({ status: 404, body: 'No such endpoint: /candles.' })
  })
})

describe("Binance's public endpoints", () => {
  test('are at no path that names another host', async () => {
    expect(await get('/')).toMatchObject({ status: 404, body: 'No such endpoint: //.' })
  })

  test('show nothing later than now', async () => {
    const now = clock.now()
    const late = `&startTime=${now - 5000}&endTime=${now + MINUTE}&limit=1000`
    const times = async (path: string, time: string) =>
      (await get(`fapi/v1/${path}`)).json().map((each: Record<string, number>) => each[time])
    expect(Math.max(...(await times(`aggTrades?symbol=ETHUSDT${late}`, 'T')))).toBe(now)
    expect(Math.max(...(await times('aggTrades?symbol=ETHUSDT', 'T')))).toBe(now)
    expect(
      await times(`fundingRate?symbol=ETHUSDT&startTime=${DAY}&endTime=${now + MINUTE}`, 'fundingTime'),
    ).toEqual([DAY + MINUTE])
    const [candle] = (await get(`fapi/v1/klines?symbol=ETHUSDT&interval=1m&startTime=${DAY + MINUTE}`))
      .json()
      .slice(-1)
    const seen = eth?.steps(DAY + MINUTE - 1, now).map(step => Number(step.last)) ?? []
    expect([Number(candle[2]), Number(candle[3])]).toEqual([Math.max(...seen), Math.min(...seen)])
    expect(Math.max(...seen)).toBeLessThan(102.5)
  })

  test('premium index and book are those of the present step', async () => {
    const step = eth?.latest(clock.now())
    expect((await get('fapi/v1/premiumIndex?symbol=ETHUSDT')).json()).toMatchObject({
      symbol: 'ETHUSDT',
      markPrice: step?.mark,
      lastFundingRate: '0.0001',
      nextFundingTime: DAY + 2 * MINUTE,
      time: clock.now(),
    })
    expect((await get('fapi/v1/ticker/bookTicker')).json()).toMatchObject([
      { bidPrice: step?.bid, askPrice: step?.ask },
    ])
  })

  test('trades can be paged by id without a gap', async () => {
    const page = async (query: string) =>
      (await get(`fapi/v1/aggTrades?symbol=ETHUSDT&limit=7&${query}`)).json()
    const all = []
    for (
      let trades = await page(`startTime=${DAY}`);
      trades.length > 0;
      trades = await page(`fromId=${trades.at(-1).a + 1}`)
    )
      all.push(...trades)
    const steps = eth?.steps(DAY - 1, clock.now()) ?? []
    expect(all.map(trade => [trade.T, trade.p, trade.q])).toEqual(
      steps.map(step => [step.time, step.last, step.volume]),
    )
  })

  test("a symbol that is not recorded is Binance's -1121; before its first candle it has no price", async () => {
    expect((await get('fapi/v1/premiumIndex?symbol=BTCUSDT')).json()).toEqual({
      code: -1121,
      msg: 'Invalid symbol.',
    })
    const early = await serveMarket(market, virtualClock(DAY - MINUTE))
    const response = await fetch(`${early.url}/fapi/v1/premiumIndex?symbol=ETHUSDT`)
    await early.close()
    expect(response.status).toBe(400)
  })
})
