import { describe, expect, test } from 'vitest'
import { publicKlines, weightOf } from '#binance/public-klines.ts'
import type { Venue } from '#ports/configuration.ts'
import { publicEndpoints } from '../../infra/local/market/public-endpoints.ts'

const clock = { now: () => 1_746_403_200_000, sleep: async () => {} }
const asked = { symbol: 'ETHUSDT', interval: '1m', from: 60_000, to: 120_000, limit: 2 }
const row = (openTime: number, close: unknown) => [
  openTime,
  '1',
  '2',
  '0.5',
  close,
  '7',
  openTime + 59_999,
  '9',
  3,
]

function klinesAt(venue: Venue, ...answers: readonly Response[]) {
  const urls: string[] = []
  const headers: unknown[] = []
  const fetch = async (url: string, init: RequestInit) => {
    urls.push(url)
    headers.push(init.headers)
    const answer = answers[urls.length - 1]
    if (!answer) throw new Error('Expected no further request')
    return answer
  }
  return { urls, headers, klines: publicKlines({ venue, clock, timeoutMs: 1_000, fetch }) }
}

describe('public klines', () => {
  test.each([
    ['live', 'https://fapi.binance.com'],
    ['paper', 'https://fapi.binance.com'],
    ['demo', 'https://demo-fapi.binance.com'],
  ] as const)('of %s are read from %s, without a key', async (venue, host) => {
    const { urls, headers, klines } = klinesAt(venue, Response.json([row(60_000, '5.25'), row(120_000, 5.5)]))
    expect(await klines.read(asked)).toEqual([
      { openTime: 60_000, open: 1, high: 2, low: 0.5, close: 5.25 },
      { openTime: 120_000, open: 1, high: 2, low: 0.5, close: 5.5 },
    ])
    expect(urls).toEqual([
      `${host}/fapi/v1/klines?symbol=ETHUSDT&interval=1m&startTime=60000&endTime=120000&limit=2`,
    ])
    expect(headers).toEqual([undefined])
  })

  test('weigh what the venue counts, and its count is read', async () => {
    const weighed = Response.json([], { headers: { 'x-mbx-used-weight-1m': '37' } })
    const { klines } = klinesAt('live', weighed)
    await klines.read({ ...asked, limit: 155 })
    expect(klines.drainUsage()).toEqual({ weight: 2, orders: 0, usedWeightPerMinute: 37 })
    for (const limit of [1, 99, 100, 155, 499, 500, 1000, 1001, 1101]) {
      const counted = publicEndpoints['/fapi/v1/klines']?.weight(
        new URLSearchParams({ limit: String(limit) }),
      )
      expect(weightOf(limit)).toBe(counted)
    }
  })

  test('are requested once more if that may help, and no third time', async () => {
    const busy = () => new Response('', { status: 502 })
    const { urls, klines } = klinesAt('live', busy(), busy())
    await expect(klines.read(asked)).rejects.toMatchObject({ name: 'ExchangeError', retriable: true })
    expect(urls).toHaveLength(2)
  })

  test('that Binance rejects name Binance and the symbol, and say that a retry will not help', async () => {
    const { klines } = klinesAt(
      'live',
      Response.json({ code: -1121, msg: 'Invalid symbol.' }, { status: 400 }),
    )
    await expect(klines.read(asked)).rejects.toMatchObject({
      message: 'klines ETHUSDT: -1121 Invalid symbol. (HTTP 400)',
      ...{ call: 'klines', symbol: 'ETHUSDT', code: -1121, retriable: false },
    })
  })

  test.each([[[row(60_000, 'x')]], [[row(60_000, '-1')]], [{}], ['text']])(
    'that cannot be read are rejected as a whole: %j',
    async answer => {
      const { klines } = klinesAt('live', Response.json(answer))
      await expect(klines.read(asked)).rejects.toThrow('klines ETHUSDT: the answer is not as documented')
    },
  )
})
