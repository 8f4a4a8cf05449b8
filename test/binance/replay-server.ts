import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Fetch } from '#binance/transport.ts'
import { serverTime } from './an-exchange.ts'
import documented from './fixtures/documented.json' with { type: 'json' }

/** The server's reaction to one request. */
export type Reply =
  | {
      readonly body: unknown
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** Runs as the request arrives: an event on the way there. */
      readonly before?: () => void
    }
  | 'never answers'
  | 'drops the connection'
  | 'drops the connection in the middle of the body'
  | 'stalls in the middle of the body'

/** An error as the exchange words it. */
export const error = (status: number, code: number, msg = 'as the exchange says'): Reply => ({
  status,
  body: { code, msg },
})

export interface SentRequest {
  readonly route: string
  /** As sent, still encoded and without the signature. */
  readonly signed: string
  readonly params: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  readonly origin: string
}

/** A loopback server that answers with documented bodies, so that the real client meets a real socket. */
export interface ReplayServer {
  readonly fetch: Fetch
  readonly requests: readonly SentRequest[]
  /** The replies to a route in turn; the last one repeats. */
  reply(route: string, ...replies: readonly Reply[]): void
  /** Sent parameters of the only request to a route. */
  only(route: string): SentRequest
}

const bodies: Readonly<Record<string, unknown>> = documented.bodies

/** One server for the tests of a file; before each of them it forgets its replies and requests. */
export function replayServerForTests(): ReplayServer {
  const replies = new Map<string, Reply[]>()
  const requests: SentRequest[] = []
  const server = createServer(async (request, response) => {
    const sent = await read(request)
    requests.push(sent)
    const queue = replies.get(sent.route)
    perform((queue && queue.length > 1 ? queue.shift() : queue?.[0]) ?? documentedReply(sent.route), response)
  })
  let local = ''
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  beforeEach(() => {
    replies.clear()
    requests.length = 0
    replies.set('GET /fapi/v1/time', [{ body: { serverTime } }])
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise<void>(resolve => server.close(() => resolve()))
  })
  return {
    requests,
    fetch: (url, init) => {
      const { origin, pathname, search } = new URL(url)
      return fetch(local + pathname + search, {
        ...init,
        headers: { ...headersOf(init), 'x-origin': origin },
      })
    },
    reply: (route, ...given) => void replies.set(route, [...given]),
    only(route) {
      const [first, ...more] = requests.filter(request => request.route === route)
      if (first === undefined || more.length > 0)
        throw new Error(`${more.length + (first ? 1 : 0)} requests to ${route}, where one was expected`)
      return first
    },
  }
}

const headersOf = (init: RequestInit): Record<string, string> => init.headers as Record<string, string>

function documentedReply(route: string): Reply {
  return bodies[route] === undefined
    ? { status: 404, body: { code: -5000, msg: `Path ${route} is invalid` } }
    : { body: bodies[route] }
}

async function read(request: IncomingMessage): Promise<SentRequest> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://local')
  const query = (await text(request)) || search.slice(1)
  return {
    route: `${request.method} ${pathname}`,
    signed: query.replace(/&signature=.*$/, ''),
    params: Object.fromEntries(new URLSearchParams(query)),
    headers: request.headers,
    origin: String(request.headers['x-origin']),
  }
}

function perform(reply: Reply, response: ServerResponse): void {
  if (reply === 'never answers') return
  if (reply === 'drops the connection') {
    response.destroy()
    return
  }
  if (typeof reply === 'string') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"orderId":', () => {
      if (reply === 'drops the connection in the middle of the body') response.destroy()
    })
    return
  }
  reply.before?.()
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
}
