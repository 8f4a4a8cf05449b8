import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PaperVenue } from './venue.ts'

export interface ServedVenue {
  /** Stands in for https://fapi.binance.com; paths begin with /fapi. */
  readonly url: string
  close(): Promise<void>
}

/** Serves the venue over HTTP on this machine, for any Binance client. Port 0 takes a free one. */
export async function serveVenue(
  venue: Pick<PaperVenue, 'fetch'>,
  { port = 0, host = '127.0.0.1' }: { readonly port?: number; readonly host?: string } = {},
): Promise<ServedVenue> {
  const server = createServer((incoming, outgoing) => {
    relay(venue, incoming, outgoing).catch((problem: unknown) => {
      outgoing.destroy(problem instanceof Error ? problem : new Error(String(problem)))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(problem => (problem === undefined ? resolve() : reject(problem)))
        server.closeAllConnections()
      }),
  }
}

async function relay(
  venue: Pick<PaperVenue, 'fetch'>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
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
  outgoing.end(await answer.text())
}
