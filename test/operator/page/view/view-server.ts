import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageAssets } from '../../../../infra/operator/page/assets.ts'
import { applied, type Change, type Whole } from '../../../../infra/operator/page/shown/change.ts'
import { paths } from '../../../../infra/operator/page/shown/paths.ts'

/** As strict as the page's own server: nothing inline, nothing from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export interface ViewServer {
  readonly address: string
  /** Sends to all open pages, and keeps it for later ones. */
  tell(change: Change): void
  /** Begins anew with another state, as after a reconnect. */
  become(whole: Whole): void
  state(): Whole
  /** The posted bodies, oldest first. */
  readonly posted: readonly { readonly path: string; readonly body: unknown }[]
  /** Ends all connections and answers none until it is back on the same port. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** The answer to a GET of a path, or to a POST's body. */
export type Answers = (path: string, query: URLSearchParams, body: unknown) => unknown

/** The page's own files over fixtures: this tests the browser's part without the server's. */
export async function viewServer(begin: Whole, answers: Answers): Promise<ViewServer> {
  const assets = new Map((await pageAssets()).map(asset => [asset.path, asset]))
  const streams = new Set<ServerResponse>()
  const posted: { path: string; body: unknown }[] = []
  let whole = begin

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page')
    response.setHeader('content-security-policy', policy)
    response.setHeader('x-content-type-options', 'nosniff')
    const asset = assets.get(pathname)
    if (asset) return void response.writeHead(200, { 'content-type': asset.type }).end(asset.body)
    if (pathname === paths.live) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      streams.add(response)
      response.on('close', () => streams.delete(response))
      return send(response, 'whole', whole)
    }
    const body = request.method === 'POST' ? JSON.parse(await bodyOf(request)) : undefined
    if (body !== undefined) posted.push({ path: pathname, body })
    const told = pathname === paths.now ? whole.now : answers(pathname, searchParams, body)
    response
      .writeHead(told === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(told ?? { error: `There is no ${pathname}.`, todo: 'Ask for what is there.' }))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.writeHead(500).end(String(error)))
  })
  const listen = (port: number) => new Promise<void>(done => server.listen(port, '127.0.0.1', () => done()))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const goAway = () =>
    new Promise<void>(done => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return {
    address: `http://127.0.0.1:${port}`,
    posted,
    state: () => whole,
    tell(change) {
      whole = applied(whole, change)
      for (const stream of streams) send(stream, 'change', change)
    },
    become(next) {
      whole = next
      for (const stream of streams) send(stream, 'whole', whole)
    },
    goAway,
    comeBack: () => listen(port),
    close: goAway,
  }
}

const send = (stream: ServerResponse, event: string, data: object) =>
  void stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
