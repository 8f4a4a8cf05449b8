import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { recorded, recordingTo } from '../../infra/local/market/recording.ts'
import { bench, signed } from './builder.ts'

/** A recorded venue, and the lines written about it. */
function recordedBench(...rules: readonly FaultRule[]) {
  const of = bench({ settings: { latencyMs: 50 }, faults: createFaults(rules) })
  const lines: string[] = []
  const { apiKey, secret } = of.settings
  const { clock } = of
  const venue = recorded(of.venue, { clock, write: line => void lines.push(line), secrets: [apiKey, secret] })
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' }
  const send = (method: string, path: string, params: Record<string, string> = {}) =>
    venue.fetch(...signed(method, path, params, of.settings, clock.now()))
  return { of, lines, send, order }
}

describe('a recorded venue', () => {
  test('writes each request with its answer, and answers the same', async () => {
    const { of, lines, send, order } = recordedBench()
    const at = of.clock.now()
    const answer = await send('POST', '/v1/order', order)
    const body: unknown = await answer.json()
    await send('GET', '/v1/openOrders', { symbol: 'BTCUSDT' })
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      {
        at,
        tookMs: 100,
        method: 'POST',
        path: '/fapi/v1/order',
        params: { ...order, recvWindow: '5000', timestamp: String(at) },
        status: 200,
        headers: { 'x-mbx-order-count-10s': '1' },
        body,
      },
      { method: 'GET', path: '/fapi/v1/openOrders', params: { symbol: 'BTCUSDT' }, status: 200, body: [] },
    ])
  })

  test('never writes a key, a secret or a signature, wherever they are sent', async () => {
    const { of, lines, send, order } = recordedBench()
    const { apiKey, secret } = of.settings
    await send('POST', '/v1/order', order)
    await send('GET', '/v3/account')
    await send('POST', '/v1/order', { ...order, apiKey, secret, newClientOrderId: secret })
    const [, { body }] = signed('POST', '/v1/order', order, of.settings, of.clock.now())
    const signature = /signature=(\w+)/.exec(String(body))?.[1] ?? ''
    expect(signature).toHaveLength(64)
    const text = lines.join('\n')
    expect(lines).toHaveLength(3)
    expect(text).not.toContain(apiKey)
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/[0-9a-f]{64}/)
    expect(text).not.toMatch(/signature/i)
    expect(text).not.toMatch(/x-mbx-apikey/i)
  })

  test('never writes a listen key, not even in half an answer', async () => {
    const { of } = recordedBench()
    const key = 'a'.repeat(64)
    const lines: string[] = []
    const answers = [`{"listenKey":"${key}"}`, `{"listenKey":"${key.slice(30)}`]
    const venue = { fetch: async () => new Response(answers.shift()) }
    const { fetch } = recorded(venue, { clock: of.clock, write: line => void lines.push(line), secrets: [] })
    const told = await (await fetch('http://venue/fapi/v1/listenKey', { method: 'POST' })).json()
    await fetch('http://venue/fapi/v1/listenKey', { method: 'POST' })
    expect(told).toEqual({ listenKey: key })
    expect(lines.map(line => JSON.parse(line).body)).toEqual([{ listenKey: '***' }, '{"listenKey":"***'])
  })

  test('never writes a private key of several lines either', async () => {
    const { of } = recordedBench()
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----'
    const lines: string[] = []
    const echo = { fetch: async () => Response.json({ echoed: key }) }
    const { fetch } = recorded(echo, {
      clock: of.clock,
      write: line => void lines.push(line),
      secrets: [key],
    })
    await fetch('http://venue/fapi/v1/time')
    expect(lines.map(line => JSON.parse(line).body)).toEqual([{ echoed: '***' }])
  })

  test('shows how far a lost answer got', async () => {
    const { lines, send } = recordedBench(
      { times: 1, fault: { kind: 'drop', when: 'after' } },
      { times: 2, fault: { kind: 'drop', when: 'mid-body' } },
    )
    await expect(send('GET', '/v1/time')).rejects.toThrow('fetch failed')
    const cut = await send('GET', '/v1/time')
    await expect(cut.text()).rejects.toThrow('terminated')
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { path: '/fapi/v1/time', lost: 'TypeError: fetch failed' },
      { path: '/fapi/v1/time', status: 200, body: '{"serverTime":', lost: 'TypeError: terminated' },
    ])
  })
})

test('a recording that cannot go on is told once, and ends', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'))
  const file = join(folder, 'record.jsonl')
  const told: string[] = []
  const write = recordingTo(file, line => void told.push(line))
  write('1')
  write('2')
  expect([readFileSync(file, 'utf8'), told]).toEqual(['1\n2\n', []])
  rmSync(folder, { recursive: true })
  write('3')
  write('4')
  expect(told).toEqual([expect.stringMatching(/^--record .*record\.jsonl ends here: ENOENT/)])
})
