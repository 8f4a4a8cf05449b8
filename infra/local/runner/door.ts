import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addressOf, answering, bodyOf } from './incoming.ts'
import { type OutsideAnswer, type OutsideRequest, stringsOf } from './outside.ts'

/** The HTTP entrance for other processes of this machine. */
export interface Door {
  readonly url: string
  close(): Promise<void>
}

/** Passes each request to `ask`, and returns its answer. */
export async function openDoor(ask: (request: OutsideRequest) => Promise<OutsideAnswer>): Promise<Door> {
  const server = createServer(
    answering(async (request, response) => {
      const { method = 'GET', headers } = request
      const body = await bodyOf(request)
      if (body === undefined) return
      const asked = { url: addressOf(url, request.url), method, headers: stringsOf(headers) }
      const answer = await ask({ ...asked, body: body.toString() })
      if ('failure' in answer) response.destroy(new Error(answer.failure))
      else response.writeHead(answer.status, answer.headers).end(answer.body)
    }),
  )
  // Longer than any client pauses between two requests: a connection closed under a request is an error.
  server.keepAliveTimeout = 3_600_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
