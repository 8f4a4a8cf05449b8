import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'

const settings = { weightLimit: 10, violationsBeforeBan: 2 }
const ping = (of: Bench) => of.send('GET', '/v1/ping')
const statuses = async (of: Bench, requests: number) => {
  const seen: number[] = []
  for (let sent = 0; sent < requests; sent++) seen.push((await ping(of)).status)
  return seen
}

describe('a client that goes on beyond the weight limit', () => {
  test('learns when to come back, and is served again then', async () => {
    const of = bench({ settings })
    of.clock.advance(20_000)
    await statuses(of, 10)
    const refused = await ping(of)
    expect(refused).toMatchObject({ status: 429, body: { code: -1003 } })
    expect(refused.headers.get('Retry-After')).toBe('40')
    expect(refused.headers.get('X-MBX-USED-WEIGHT-1M')).toBe('11')
    of.clock.advance(40_000)
    expect((await ping(of)).headers.get('Retry-After')).toBeNull()
  })

  test('is banned for two minutes, and learns until when', async () => {
    const of = bench({ settings })
    expect(await statuses(of, 13)).toEqual([...Array<number>(10).fill(200), 429, 429, 418])
    const end = of.clock.now() + 120_000
    of.clock.advance(60_000)
    const { status, body, headers } = await ping(of)
    expect([status, body.code, headers.get('Retry-After')]).toEqual([418, -1003, '60'])
    expect(body.msg).toContain(`banned until ${end}.`)
    of.clock.advance(60_000)
    expect(await statuses(of, 1)).toEqual([200])
  })

  test('is banned longer each time, three days at most', async () => {
    const of = bench({ settings })
    const minutes: number[] = []
    for (let ban = 0; ban < 7; ban++) {
      const [status] = (await statuses(of, 13)).slice(-1)
      expect(status).toBe(418)
      const seconds = Number((await ping(of)).headers.get('Retry-After'))
      minutes.push(seconds / 60)
      of.clock.advance(seconds * 1000)
    }
    expect(minutes).toEqual([2, 10, 60, 360, 1440, 4320, 4320])
  })

  test('is forgiven rejections of more than a minute ago', async () => {
    const of = bench({ settings })
    for (let round = 0; round < 3; round++) {
      expect((await statuses(of, 12)).slice(-2)).toEqual([429, 429])
      of.clock.advance(60_000)
    }
  })
})

describe('an address', () => {
  const from = (address: string, of: Bench) =>
    of.venue.fetch('https://fapi.binance.com/fapi/v1/ping', { headers: { 'x-paper-address': address } })

  test('spends its own weight, and is banned alone; the venue knows for which request', async () => {
    const of = bench({ settings })
    const seen: number[] = []
    for (let sent = 0; sent < 13; sent++) seen.push((await from('one', of)).status)
    expect(seen.slice(-4)).toEqual([200, 429, 429, 418])
    expect((await from('two', of)).status).toBe(200)
    const at = of.clock.now()
    expect(of.venue.bans()).toEqual([{ address: 'one', at, until: at + 120_000, cause: 'GET /fapi/v1/ping' }])
  })

  test('whose weight is used up may still send requests without weight', async () => {
    const of = bench({ settings })
    expect((await statuses(of, 11)).at(-1)).toBe(429)
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' }
    expect((await of.send('POST', '/v1/order', order)).status).toBe(200)
  })
})

describe('too many orders', () => {
  const order = (of: Bench) =>
    of.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' })

  test('are rejected for the rest of ten seconds, with 429, and then banned', async () => {
    const of = bench({ settings: { orderLimit10s: 1, violationsBeforeBan: 1 } })
    of.clock.advance(7000)
    await order(of)
    const refused = await order(of)
    expect(refused).toMatchObject({
      status: 429,
      body: { code: -1015, msg: 'Too many new orders; current limit is 1 orders per 10 SECOND.' },
    })
    expect(refused.headers.get('Retry-After')).toBe('3')
    expect((await order(of)).status).toBe(418)
  })

  test('are rejected for the rest of the minute', async () => {
    const of = bench({ settings: { orderLimit1m: 1 } })
    await order(of)
    of.clock.advance(15_000)
    const refused = await order(of)
    expect(refused.body.msg).toBe('Too many new orders; current limit is 1 orders per 1 MINUTE.')
    expect(refused.headers.get('Retry-After')).toBe('45')
    of.clock.advance(45_000)
    expect((await order(of)).headers.get('X-MBX-ORDER-COUNT-1M')).toBe('1')
  })
})
