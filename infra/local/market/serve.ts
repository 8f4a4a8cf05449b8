import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Streams } from '#paper/streams/streams.ts'
import type { PaperVenue } from '#paper/venue.ts'
import { serveStreams } from './serve-streams.ts'

/** Anything that answers like a venue. */
export type Served = Pick<PaperVenue, 'fetch'>

export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number
  readonly host?: string
  /** Answers paths below /_control; without it they go to the venue, which does not know them. */
  readonly control?: Served
  /** If set, the venue is served over TLS only. PEM. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Its WebSocket streams; without them no WebSocket client gets an answer. */
  readonly streams?: Streams
}

const CONTROL = /^\/_control(\/|\?|$)/

export interface ServedVenue {
  /** Stands in for https://fapi.binance.com; paths begin with /fapi. */
  readonly url: string
  /** The listening server, HTTP or HTTPS: all connections to the venue come in here. */
  readonly server: Server
  close(): Promise<void>
}

/**
 * Serves the venue over HTTP or HTTPS on this machine, for any Binance client. If the venue drops a connection, or
 * breaks off a body, the socket is destroyed.
 */
export async function serveVenue(
  venue: Served,
  { port = 0, host = '127.0.0.1', control, tls, streams }: ServeOptions = {},
): Promise<ServedVenue> {
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const asked = control && CONTROL.test(incoming.url ?? '') ? control : venue
    relay(asked, incoming, outgoing).catch(() => outgoing.destroy())
  }
  // Clients also offer HTTP/2 by this header (Java's do, with each request): they get HTTP/1.1.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) =>
    streams !== undefined && headers.upgrade?.toLowerCase() === 'websocket'
  const server = tls
    ? createTlsServer({ ...tls, shouldUpgradeCallback }, answer)
    : createServer({ shouldUpgradeCallback }, answer)
  const streamed = streams && serveStreams(server, streams)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${address.port}`,
    server,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(problem => (problem === undefined ? resolve() : reject(problem)))
        streamed?.close()
        server.closeAllConnections()
      }),
  }
}

async function relay(venue: Served, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  const headers = new Headers(
    Object.entries(incoming.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  )
  const answer = await venue.fetch(`http://venue${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body !== '' && { body }),
  })
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  for await (const chunk of answer.body ?? []) await written(outgoing, chunk)
  outgoing.end()
}

/** Resolves once the bytes are on their way: destroying the socket must not discard them. */
const written = (outgoing: ServerResponse, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    outgoing.write(chunk, problem => (problem ? reject(problem) : resolve()))
  })
