import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answering, bodyOf } from '../incoming.ts'
import { stringsOf } from '../outside.ts'
import type { HttpApi } from './http-api.ts'

export interface ServedApi {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves an API on the loopback address. Beyond AWS, `GET /now` answers the market's time in milliseconds, because
 * signals are judged by it and not by this machine's clock.
 */
export async function serveApi(api: HttpApi, now: () => number): Promise<ServedApi> {
  const server = createServer(
    answering(async (request, response) => {
      const { method = 'GET', url = '/', headers, socket } = request
      if (method === 'GET' && url === '/now') return void response.end(String(now()))
      const body = await bodyOf(request)
      if (body === undefined) return
      const address = socket.remoteAddress ?? ''
      const answer = await api.ask({ method, url, headers: stringsOf(headers), body, address })
      response.writeHead(answer.status, answer.headers).end(answer.body)
    }),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
