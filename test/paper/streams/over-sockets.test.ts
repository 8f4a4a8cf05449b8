import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { selfSigned } from '../../../infra/local/market/certificate.ts'
import { type ServedVenue, serveVenue } from '../../../infra/local/market/serve.ts'
import { type Bench, bench } from '../builder.ts'

const MINUTE = 60_000
/** A missing ping is a failure after this many ms; nothing else waits for it. */
const bounded = { timeout: 20_000 }
const tls = selfSigned('127.0.0.1', Date.now())

let of: Bench
let served: ServedVenue
beforeEach(async () => {
  of = bench()
  const { venue, feed, settings, clock } = of
  const streams = createStreams({ accounts: [], feed, settings, clock, rules: shippedRules })
  served = await serveVenue(venue, { streams, tls })
})
afterEach(() => served.close())

async function opened(path: string, autoPong = true): Promise<WebSocket> {
  const address = `${served.url.replace('https', 'wss')}${path}`
  const socket = new WebSocket(address, { ca: tls.cert, autoPong })
  await once(socket, 'open')
  return socket
}

test('a stream over TLS sends the market’s trades', bounded, async () => {
  const socket = await opened('/market/ws/btcusdt@aggTrade')
  const told = once(socket, 'message')
  of.tick({ last: '60123.4', volume: '2' })
  of.tick({ last: '60123.4', volume: '2' })
  const [text] = await told
  expect(JSON.parse(String(text))).toMatchObject({ e: 'aggTrade', s: 'BTCUSDT', p: '60123.4' })
})

test('a client that does not trust the certificate gets no stream', bounded, async () => {
  const socket = new WebSocket(`${served.url.replace('https', 'wss')}/public/ws`)
  const [problem] = await once(socket, 'error')
  expect(String(problem)).toMatch(/self-signed certificate|unable to verify/)
})

test('a listener is pinged every three minutes, and stays as long as it answers', bounded, async () => {
  const socket = await opened('/public/ws')
  for (let asked = 0; asked < 5; asked++) {
    const pinged = once(socket, 'ping')
    of.clock.advance(3 * MINUTE)
    await pinged
    socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
    // Everything sent earlier has been read, including the answer to the ping.
    await once(socket, 'message')
  }
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('a listener that answers no ping for ten minutes loses its connection', bounded, async () => {
  const socket = await opened('/public/ws', false)
  const pinged = once(socket, 'ping')
  of.clock.advance(3 * MINUTE)
  await pinged
  const closed = once(socket, 'close')
  of.clock.advance(10 * MINUTE)
  const [code, reason] = await closed
  expect([code, String(reason)]).toEqual([1008, 'Pong timeout'])
})

test('a connection ends after 24 hours, and the next one starts afresh', bounded, async () => {
  const socket = await opened('/public/ws')
  const closed = once(socket, 'close')
  of.clock.advance(24 * 60 * MINUTE)
  const [code] = await closed
  expect(code).toBe(1001)
  expect((await opened('/public/ws')).readyState).toBe(WebSocket.OPEN)
})
