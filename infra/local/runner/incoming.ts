import type { IncomingMessage } from 'node:http'

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
