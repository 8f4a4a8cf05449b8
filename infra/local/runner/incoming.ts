import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request's body; undefined if its sender left before its end: then there is none to answer. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await request.toArray())
  } catch (error) {
    if (request.complete) throw error
    return undefined
  }
}

/** The address of a request. Whatever its target is, it is a path: `//` names no host. */
export const addressOf = (origin: string, target = '/'): string =>
  `${origin}${target.startsWith('/') ? '' : '/'}${target}`

/** A server's listener. A request that cannot be answered is told why: it ends neither the process nor its run. */
export const answering =
  (answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(error => {
      if (response.headersSent) return void response.destroy()
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(error instanceof Error ? error.message : String(error))
    })
  }
