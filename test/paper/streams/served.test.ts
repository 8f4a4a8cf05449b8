import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createStreams } from '#paper/streams/streams.ts'
import { type ServedVenue, serveVenue } from '../../../infra/local/market/serve.ts'
import { bench, START } from '../builder.ts'

let served: ServedVenue
beforeEach(async () => {
  const { venue, feed, settings } = bench()
  // Each look at the clock is a tenth of a second later, so that no client sends too many requests at once.
  let at = START
  const clock = { now: () => (at += 101) }
  const streams = createStreams({ accounts: [], feed, settings, clock, rules: shippedRules })
  served = await serveVenue(venue, { streams })
})
afterEach(() => served.close())

const port = () => Number(new URL(served.url).port)

async function opened(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}${path}`)
  await once(socket, 'open')
  return socket
}

/** The venue's answer to one request over a socket. */
async function asks(socket: WebSocket, body: object): Promise<unknown> {
  socket.send(JSON.stringify(body))
  const [answer] = await once(socket, 'message')
  return JSON.parse(String(answer))
}

const LIST = { method: 'LIST_SUBSCRIPTIONS', id: 1 }

test('a client that offers HTTP/2 with its request is answered over HTTP/1.1', async () => {
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' }
  const sent = request(`${served.url}/fapi/v1/ticker/price?symbol=BTCUSDT`, { headers, agent: false })
  sent.end()
  const [answer] = await once(sent, 'response')
  expect([answer.statusCode, JSON.parse(await text(answer)).price]).toEqual([200, '60000.00'])
})

test.each(['/nowhere', '//', '//public/ws', 'http://[', '*', '/public/ws'])(
  'a client that asks for a WebSocket at %s and breaks off does not harm the venue',
  async path => {
    const handshake = [`GET ${path} HTTP/1.1`, 'Host: venue', 'Connection: Upgrade', 'Upgrade: websocket']
    const breakOff = async () => {
      const socket: Socket = connect(port(), '127.0.0.1')
      await once(socket, 'connect')
      await new Promise(resolve => socket.write(`${handshake.join('\r\n')}\r\n\r\n`, resolve))
      socket.resetAndDestroy()
    }
    await Promise.all(Array.from({ length: 20 }, breakOff))
    const socket = await opened('/public/ws')
    expect(await asks(socket, LIST)).toEqual({ result: [], id: 1 })
  },
)

test('a listener that does not read loses its connection, and the others keep theirs', async () => {
  const name = (index: number) => `${index}`.padStart(60, 'x')
  const names = Array.from({ length: 1000 }, (_, index) => name(index))
  const [deaf, other] = [await opened('/public/ws'), await opened('/public/ws')]
  expect(await asks(deaf, { method: 'SUBSCRIBE', params: names, id: 1 })).toEqual({ result: null, id: 1 })
  deaf.pause()
  // Each answer contains all of the names: 60 kB.
  const asked = 600
  let heard = 0
  const lost = new Promise<number>((resolve, reject) => {
    deaf.on('close', resolve)
    deaf.on('message', () => {
      heard += 1
      if (heard === asked) reject(new Error(`Expected the connection to end, heard all ${asked} answers.`))
    })
  })
  for (let count = 0; count < asked; count++) deaf.send(JSON.stringify(LIST))
  expect(await asks(other, LIST)).toEqual({ result: [], id: 1 })
  while (deaf.bufferedAmount > 0) await asks(other, LIST)
  deaf.resume()
  expect(await lost).toBe(1006)
  expect(await asks(other, LIST)).toEqual({ result: [], id: 1 })
})
