import { afterEach, describe, expect, test } from 'vitest'
import { createFaults, type Faults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { createControl } from '../../../infra/local/market/control.ts'
import { type ServedVenue, serveVenue } from '../../../infra/local/market/serve.ts'
import { type Bench, bench, signed } from '../builder.ts'
import { enter, positionOf, stop } from './orders.ts'

let served: ServedVenue | undefined
afterEach(async () => {
  await served?.close()
  served = undefined
})

async function serve(withControl: boolean): Promise<{ of: Bench; faults: Faults; url: string }> {
  const faults = createFaults()
  const of = bench({ faults })
  const control = createControl({
    accounts: [{ name: 'paper', venue: of.venue }],
    faults,
    clock: of.clock,
    token,
  })
  served = await serveVenue(of.venue, withControl ? { control } : {})
  return { of, faults, url: served.url }
}

const token = 'told-at-the-start'
const authorization = `Bearer ${token}`

const orders = { method: 'POST', path: '/fapi/v1/order' }
const ask = async (
  url: string,
  method = 'GET',
  body?: unknown,
  headers: Readonly<Record<string, string>> = { authorization },
) => {
  const sent = body !== undefined && { body: JSON.stringify(body) }
  const answer = await fetch(url, { method, headers, ...sent })
  // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
  return { status: answer.status, body: (await answer.json()) as any }
}

describe('over HTTP a lost connection', () => {
  const send = (of: Bench, at: string) => {
    const params = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' }
    const [url, init] = signed('POST', '/v1/order', params, of.settings, of.clock.now())
    return fetch(url.replace('https://fapi.binance.com', at), init)
  }

  test.each([
    ['before', '0'],
    ['after', '0.100'],
  ] as const)('%s it took effect is a destroyed socket', async (when, position) => {
    const { of, faults, url } = await serve(false)
    faults.add({ match: orders, fault: { kind: 'drop', when } })
    await expect(send(of, url)).rejects.toThrow('fetch failed')
    expect(await positionOf(of)).toBe(position)
  })

  test('in the middle of a body leaves half of it', async () => {
    const { of, faults, url } = await serve(false)
    faults.add({ match: orders, fault: { kind: 'drop', when: 'mid-body' } })
    const answer = await send(of, url)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await positionOf(of)).toBe('0.100')
  })

  test('leaves the server serving', async () => {
    const { faults, url } = await serve(false)
    faults.add({ times: 1, fault: { kind: 'drop', when: 'before' } })
    await expect(fetch(`${url}/fapi/v1/ping`)).rejects.toThrow('fetch failed')
    expect(await ask(`${url}/fapi/v1/ping`)).toEqual({ status: 200, body: {} })
  })
})

describe('/_control', () => {
  test('answers no client without the token', async () => {
    const { url, faults } = await serve(true)
    const rule = { fault: { kind: 'drop', when: 'before' } }
    for (const headers of [{}, { authorization: 'Bearer told-at-the-end!!' }, { authorization: token }]) {
      const { status, body } = await ask(`${url}/_control/faults`, 'POST', rule, headers)
      expect({ status, body }).toEqual({ status: 403, body: { error: 'the token is missing or wrong' } })
    }
    expect(faults.list()).toEqual([])
  })

  test.each([
    ['a web page', { origin: 'http://evil.example' }],
    ['a web page of a file', { origin: 'null' }],
    ['a name that was made to point here', { host: 'evil.example:8099' }],
  ])('answers no request of %s, even with the token', async (_, headers) => {
    const { faults, of } = await serve(false)
    const control = createControl({
      accounts: [{ name: 'paper', venue: of.venue }],
      faults,
      clock: of.clock,
      token,
    })
    const answer = await control.fetch('http://venue/_control/faults', {
      method: 'POST',
      headers: { host: '127.0.0.1:8099', authorization, ...headers },
      body: JSON.stringify({ fault: { kind: 'drop', when: 'before' } }),
    })
    expect(answer.status).toBe(403)
    expect(faults.list()).toEqual([])
  })

  test('is an unknown path on a server without faults', async () => {
    const { url, faults } = await serve(false)
    const rule = { fault: { kind: 'drop', when: 'before' } }
    expect(await ask(`${url}/_control/faults`, 'POST', rule)).toMatchObject({
      status: 404,
      body: { code: -5000 },
    })
    expect(faults.list()).toEqual([])
  })

  test('adds rules, lists them with their counts, and removes them', async () => {
    const { of, url } = await serve(true)
    const rule = { match: orders, times: 1, fault: { kind: 'answer', as: 'unknown-error' } }
    const added = await ask(`${url}/_control/faults`, 'POST', rule)
    expect(added).toEqual({ status: 201, body: { id: 'fault-1' } })
    expect((await enter(of)).status).toBe(503)
    expect((await enter(of)).status).toBe(200)
    expect((await ask(`${url}/_control/faults`)).body).toEqual([{ id: 'fault-1', rule, met: 2, harmed: 1 }])

    await ask(`${url}/_control/faults`, 'POST', rule)
    expect((await ask(`${url}/_control/faults/fault-1`, 'DELETE')).body).toHaveLength(1)
    expect((await ask(`${url}/_control/faults/fault-1`, 'DELETE')).status).toBe(404)
    expect((await ask(`${url}/_control/faults`, 'DELETE')).body).toEqual([])
  })

  test('begins a halt now unless a time is given', async () => {
    const { of, faults, url } = await serve(true)
    of.clock.advance(777)
    await ask(`${url}/_control/faults`, 'POST', { match: { symbol: 'BTCUSDT' }, fault: { kind: 'halt' } })
    expect(faults.halts('BTCUSDT')).toEqual([
      { from: of.clock.now(), to: Number.POSITIVE_INFINITY, status: 'TRADING_HALT' },
    ])
    expect(faults.halts('ETHUSDT')).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['no JSON', undefined, 'JSON'],
    ['no fault', {}, 'fault'],
    ['an unknown answer', { fault: { kind: 'answer', as: 'nonsense' } }, 'fault'],
    ['a misspelt match', { match: { simbol: 'BTCUSDT' }, fault: { kind: 'skew', ms: 1 } }, 'simbol'],
    ['a share above one', { fault: { kind: 'fill', share: '1.5' } }, 'fault'],
  ])('says what is wrong with %s', async (_, rule, word) => {
    const { faults, url } = await serve(true)
    const { status, body } = await ask(`${url}/_control/faults`, 'POST', rule)
    expect(status).toBe(400)
    expect(body.error).toContain(word)
    expect(faults.list()).toEqual([])
  })

  test('takes every kind of fault', async () => {
    const { faults, url } = await serve(true)
    const rules: readonly FaultRule[] = [
      { fault: { kind: 'delay', when: 'engine', ms: 10 } },
      { fault: { kind: 'drop', when: 'mid-body' } },
      { fault: { kind: 'answer', as: 'forbidden' } },
      { fault: { kind: 'answer', status: 500, code: -1006, msg: 'lost', accepted: true } },
      { fault: { kind: 'skew', ms: -100 } },
      { fault: { kind: 'hide', ms: 100 } },
      { skip: 2, times: 3, fault: { kind: 'fill', share: '0.25' } },
      { match: { orderType: 'STOP_MARKET' }, fault: { kind: 'trigger', outcome: 'ignored' } },
      { match: { params: { side: 'BUY' } }, fault: { kind: 'vanish', afterMs: 5, as: 'gone' } },
      { match: { symbol: 'BTCUSDT' }, fault: { kind: 'halt', from: 5, to: 6 } },
      { fault: { kind: 'row', of: { symbol: 'BTCUSDT' }, show: { markPrice: null }, from: 5 } },
      { fault: { kind: 'row', times: { markPrice: '0.5' }, lack: ['symbol'], to: 6 } },
    ]
    for (const rule of rules) expect((await ask(`${url}/_control/faults`, 'POST', rule)).status).toBe(201)
    expect(faults.list().map(({ rule }) => rule)).toEqual(rules)
  })

  test('gives the audit’s verdict on a symbol', async () => {
    const { of, url } = await serve(true)
    await enter(of, { newClientOrderId: 'bot-1-e1' })
    of.clock.advance(250)
    await stop(of)
    const { body } = await ask(`${url}/_control/verdict?symbol=BTCUSDT`)
    expect(body).toMatchObject({
      symbol: 'BTCUSDT',
      entries: { 'bot-1': 1 },
      positions: [{ side: 'long', entryQuantity: '0.1', nakedMs: 250, nakedBy: { entry: 250 } }],
    })
    expect((await ask(`${url}/_control/verdict`)).status).toBe(400)
    expect((await ask(`${url}/_control/nothing`)).status).toBe(404)
  })
})
