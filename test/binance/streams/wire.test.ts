import { createHash } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressesOf } from '#binance/streams/addresses.ts'
import { binanceStream } from '#binance/streams/binance-stream.ts'
import { listenKey } from '#binance/streams/listen-key.ts'
import { openSocket } from '#binance/streams/socket.ts'
import type { Told } from '#domain/told.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { systemClock } from '#ports/clock.ts'
import type { Ear, Listening, VenueStream } from '#ports/venue-stream.ts'
import { type ServedExchange, serveExchange } from '../../clients/served-exchange.ts'
import { signed } from '../../paper/builder.ts'

const faults = createFaults()
let exchange: ServedExchange
let listening: Listening
let heard: Told[]
let lines: string[]
beforeEach(async () => {
  faults.clear()
  exchange = await serveExchange({ BTCUSDT: '60000', ETHUSDT: '2500' }, faults)
  ;[heard, lines] = [[], []]
})
afterEach(async () => {
  listening.stop()
  await exchange.close()
})

const ear: Ear = {
  hear: told => void heard.push(told),
  held: (line, again) => void lines.push(`${line} held${again ? ' again' : ''}`),
  lost: (line, why) => void lines.push(`${line} lost: ${why}`),
  troubled: (line, why) => void lines.push(`${line} troubled: ${why}`),
  unread: (line, why) => void lines.push(`${line} unread: ${why}`),
}
/** Waits between two tries pass ten times as fast. */
const clock = { now: systemClock.now, sleep: (ms: number) => systemClock.sleep(ms / 10) }
const begin = (
  change: Partial<Parameters<typeof binanceStream>[0]> = {},
  rests: Parameters<VenueStream['listen']>[1] = [],
) => {
  const stream = binanceStream({
    ...{ clock, timeoutMs: 1_000, addresses: addressesOf('live', exchange.url) },
    apiKey: async () => exchange.apiKey,
    ...change,
  })
  listening = stream.listen(ear, rests)
}
const held = (line: string) =>
  vi.waitFor(() => expect(lines).toContain(line), { interval: 5, timeout: 5_000 })
const told = (expected: Partial<Told>) =>
  vi.waitFor(() => expect(heard).toContainEqual(expect.objectContaining(expected)), {
    interval: 5,
    timeout: 5_000,
  })

const ask = async (method: string, path: string, params: Record<string, string | number>) => {
  const answer = await exchange.venue.fetch(...signed(method, path, params, exchange, systemClock.now()))
  expect(answer.status).toBe(200)
}
const entry = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId: 'entry' }
const stop = {
  ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL' },
  ...{ triggerPrice: '59000', quantity: '0.1', reduceOnly: 'true', clientAlgoId: 'stop' },
}

test('the sentinel hears fills, positions, orders that end, and the marks of its symbols', async () => {
  begin()
  listening.follow(['BTCUSDT'])
  await held('account held')
  await ask('POST', '/v1/order', entry)
  await told({ kind: 'order', symbol: 'BTCUSDT', clientId: 'entry', became: 'filled' })
  await told({ kind: 'position', symbol: 'BTCUSDT', quantity: '0.1', side: 'long' })
  await ask('POST', '/v1/algoOrder', stop)
  await ask('DELETE', '/v1/algoOrder', { clientAlgoId: 'stop' })
  await told({ kind: 'order', clientId: 'stop', became: 'ended' })
  await told({ kind: 'mark', symbol: 'BTCUSDT', mark: '60000' })
  listening.follow(['ETHUSDT'])
  await told({ kind: 'mark', symbol: 'ETHUSDT', mark: '2500' })
  expect(lines.toSorted()).toEqual(['account held', 'marks held'])
  expect(listening.heldAt()).toBeGreaterThan(0)
})

describe('a connection that', () => {
  test('is cut is made again, with the current key', async () => {
    begin()
    await held('account held')
    faults.add({ times: 1, fault: { kind: 'stream', what: 'cut' }, match: { stream: 'user' } })
    await ask('POST', '/v1/order', entry)
    await held('account held again')
    heard = []
    await ask('POST', '/v1/algoOrder', stop)
    await ask('DELETE', '/v1/algoOrder', { clientAlgoId: 'stop' })
    await told({ clientId: 'stop', became: 'ended' })
    expect(lines.filter(line => line.startsWith('account lost'))).toHaveLength(1)
  })

  test('cannot be made is tried again and again', async () => {
    faults.add({ times: 6, fault: { kind: 'stream', what: 'refused' } })
    begin()
    listening.follow(['BTCUSDT'])
    await held('account held')
    await told({ kind: 'mark', symbol: 'BTCUSDT' })
    expect(lines.filter(line => line.includes('404'))).toHaveLength(6)
  })

  test('has a key that ended early is made again with another', async () => {
    begin()
    await held('account held')
    faults.add({ times: 1, fault: { kind: 'stream', what: 'key-ended' } })
    await held('account held again')
    expect(lines).toContain('account lost: the listen key no longer exists')
    await ask('POST', '/v1/order', entry)
    await told({ clientId: 'entry' })
  })

  test('has a key that another client closed is noticed by the keep-alive', async () => {
    const hasty = { ...clock, sleep: (ms: number) => systemClock.sleep(ms / 300) }
    begin({ clock: hasty })
    await held('account held')
    await ask('DELETE', '/v1/listenKey', {})
    await held('account held again')
    expect(lines).toContain('account lost: the listen key no longer exists')
  })

  test('has a key that another replaced is noticed by the keep-alive', async () => {
    const hasty = { ...clock, sleep: (ms: number) => systemClock.sleep(ms / 300) }
    let replaced = 0
    const fetch: typeof globalThis.fetch = async (url, init) => {
      const answer = await globalThis.fetch(url, init)
      if (init?.method !== 'PUT' || replaced++ > 0) return answer
      return Response.json({ listenKey: 'another' }, answer)
    }
    begin({ clock: hasty, fetch: (url, init) => fetch(url, init) })
    await held('account held')
    await held('account held again')
    expect(lines).toContain('account lost: the listen key has changed')
    // Once the sentinel keeps the current key, nothing more happens.
    await vi.waitFor(() => expect(replaced).toBeGreaterThan(2), { timeout: 5_000 })
    expect(lines.filter(line => line.startsWith('account lost'))).toHaveLength(1)
  })

  test('is half open is noticed by its silence', async () => {
    const server = createServer(
      socket => void socket.once('data', request => socket.write(accepted(request))),
    )
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
    const said: string[] = []
    const silent = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/private/ws/key`
    const ended = new Promise<string>(resolve => {
      const opened = () => void said.push('opened')
      openSocket(silent, { opened, text: () => {}, ended: resolve }, { open: 1_000, ping: 20, silent: 100 })
    })
    const late = systemClock.sleep(3_000).then(() => 'it was taken for a calm one')
    expect(await Promise.race([ended, late])).toMatch(/^silent for/)
    expect(said).toEqual(['opened'])
    server.close()
  })

  test('answers pings is kept, however rare its events', async () => {
    // Longer than a busy machine delays an answer.
    begin({ open: (url, of) => openSocket(url, of, { open: 5_000, ping: 50, silent: 1_500 }) })
    await held('account held')
    await systemClock.sleep(2_000)
    expect(lines.filter(line => line.includes('lost'))).toEqual([])
  })
})

/** The answer that opens a WebSocket, after which nothing comes. */
function accepted(request: Buffer): string {
  const [, key = ''] = /sec-websocket-key: (.*)\r\n/i.exec(request.toString()) ?? []
  const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\n\r\n`
}

describe('while asked to wait', () => {
  test('the sentinel neither requests a key nor keeps one alive', async () => {
    begin()
    await held('account held')
    const at = { rest: exchange.url, clock, apiKey: async () => exchange.apiKey, timeoutMs: 1_000 }
    const key = listenKey(at)
    key.heed({ kind: 'limited', until: systemClock.now() + 60_000 })
    await expect(key.open()).rejects.toThrow('not sent')
    await expect(key.keep()).rejects.toThrow('not sent')
    expect(key.drainUsage().weight).toBe(0)
  })

  test('it requests no key until the wait is over', async () => {
    faults.add({
      times: 1,
      match: { path: '/fapi/v1/listenKey' },
      fault: { kind: 'spent', weight: 2_400, refused: 0 },
    })
    begin()
    await vi.waitFor(() => expect(listening.rest()).toMatchObject({ kind: 'limited' }))
    await systemClock.sleep(100)
    expect(listening.drainUsage()).toMatchObject({ weight: 1 })
    expect(listening.heldAt()).toBeUndefined()
  })

  test('it obeys another process’s wait from its first request on', async () => {
    begin({}, [{ kind: 'banned', until: systemClock.now() + 60_000 }])
    await systemClock.sleep(100)
    expect(listening.drainUsage().weight).toBe(0)
    expect(listening.rest()).toMatchObject({ kind: 'banned' })
  })

  test('it obeys another process’s wait that it learns of later', async () => {
    begin()
    await held('account held')
    listening.heed({ kind: 'banned', until: systemClock.now() + 60_000 })
    expect(listening.rest()).toMatchObject({ kind: 'banned' })
  })
})

test('a rejected API key is read again', async () => {
  const asked: (boolean | undefined)[] = []
  begin({
    apiKey: async fresh => {
      asked.push(fresh)
      return fresh ? exchange.apiKey : 'rotated-away'
    },
  })
  await held('account held')
  expect(asked).toContain(true)
})

test('no message contains the API key or a listen key', async () => {
  faults.add({ times: 6, fault: { kind: 'stream', what: 'refused' } })
  const keys = new Set<string>()
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const answer = await globalThis.fetch(url, init)
    const { listenKey: given } = (await answer.clone().json()) as { readonly listenKey?: string }
    if (given) keys.add(given)
    return answer
  }
  // As if a socket named its address and the key.
  const open: typeof openSocket = (url, of, patience) => {
    const ended = (why: string) =>
      of.ended(url.includes('private') ? `${why} ${url} ${exchange.apiKey}` : why)
    return openSocket(url, { ...of, ended }, patience)
  }
  begin({ fetch: (url, init) => fetch(url, init), open })
  await held('account held')
  faults.add({ times: 1, fault: { kind: 'stream', what: 'key-ended' } })
  await held('account held again')
  expect(keys.size).toBe(2)
  expect(lines.join()).toContain('/private/ws/')
  for (const key of keys) expect(lines.join()).not.toContain(key)
  expect(lines.join()).not.toContain(exchange.apiKey)
})
