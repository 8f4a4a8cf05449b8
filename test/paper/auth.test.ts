import { describe, expect, test } from 'vitest'
import { type Bench, bench, signed } from './builder.ts'

describe('a signed request', () => {
  const raw = async (
    of: Bench,
    change: (url: string, init: RequestInit) => [string, RequestInit],
    at?: number,
  ) => {
    const request = signed('GET', '/v3/account', {}, of.settings, at ?? of.clock.now())
    const response = await of.venue.fetch(...change(...request))
    return { status: response.status, body: (await response.json()) as { code: number; msg: string } }
  }
  const same = (url: string, init: RequestInit): [string, RequestInit] => [url, init]

  test('without a key is rejected with 401 and -2014', async () => {
    const answer = await raw(bench(), (url, init) => [url, { ...init, headers: {} }])
    expect(answer).toEqual({ status: 401, body: { code: -2014, msg: 'API-key format invalid.' } })
  })

  test('with another key is rejected with 401 and -2015', async () => {
    const answer = await raw(bench(), (url, init) => [
      url,
      { ...init, headers: { 'X-MBX-APIKEY': 'b'.repeat(64) } },
    ])
    expect(answer).toEqual({
      status: 401,
      body: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action' },
    })
  })

  test('that was changed after signing is rejected with -1022', async () => {
    const answer = await raw(bench(), (url, init) => [url.replace('timestamp', 'limit=1&timestamp'), init])
    expect(answer).toEqual({
      status: 400,
      body: { code: -1022, msg: 'Signature for this request is not valid.' },
    })
  })

  test('without a signature is rejected with -1102', async () => {
    const answer = await raw(bench(), (url, init) => [url.replace(/&signature=.*/, ''), init])
    expect(answer.body.code).toBe(-1102)
  })

  test('is rejected if its recvWindow is over when it takes effect (-1021)', async () => {
    const of = bench({ settings: { latencyMs: 100 } })
    const sentAt = of.clock.now()
    of.clock.advance(4901)
    expect((await raw(of, same, sentAt)).body).toEqual({
      code: -1021,
      msg: 'Timestamp for this request is outside of the recvWindow.',
    })
    const inTime = bench({ settings: { latencyMs: 100 } })
    inTime.clock.advance(4900)
    expect((await raw(inTime, same, sentAt)).status).toBe(200)
  })

  test('is rejected if it comes more than a second early (-1021)', async () => {
    const of = bench()
    expect((await raw(of, same, of.clock.now() + 1000)).body.code).toBe(-1021)
    expect((await raw(of, same, of.clock.now() + 999)).status).toBe(200)
  })
})
