import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely } from 'node:https'

/** A request of a function to what is outside of it, as its HTTP client makes it. */
export interface OutsideRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of it: an answer, or why there is none. */
export type OutsideAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failure: string }

/** One of those whom functions ask. */
export interface Place {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Milliseconds of market time that a request to it takes each way. */
  wayMs(request: OutsideRequest): number
  ask(request: OutsideRequest): Promise<OutsideAnswer>
}

/** All that is outside of the functions. */
export interface Outside {
  wayMs(request: OutsideRequest): number
  /** Never rejects: a failure is an answer too. */
  ask(request: OutsideRequest): Promise<OutsideAnswer>
}

/** Takes requests where their address says; one for no place of these is asked over the network. */
export function outsideOf(places: readonly Place[], elsewhereMs: number): Outside {
  const placeOf = ({ url }: OutsideRequest) => places.find(({ origin }) => url.startsWith(`${origin}/`))
  return {
    wayMs: request => placeOf(request)?.wayMs(request) ?? elsewhereMs,
    async ask(request) {
      try {
        return await (placeOf(request)?.ask(request) ?? askNetwork(request))
      } catch (error) {
        const { message, cause } = error as Error
        return { failure: cause instanceof Error ? `${message}: ${cause.message}` : message }
      }
    },
  }
}

const agent = new Agent({ keepAlive: true })

/** Over this machine's network. */
export async function askNetwork({ url, method, headers, body }: OutsideRequest): Promise<OutsideAnswer> {
  const asking = url.startsWith('https:')
    ? requestSecurely(url, { method, headers }).end(body)
    : request(url, { method, headers, agent }).end(body)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const text = Buffer.concat(await answer.toArray()).toString()
  return { status: answer.statusCode ?? 500, headers: stringsOf(answer.headers), body: text }
}

export const stringsOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** HTTP does not tell the names of headers by their case, and no reader of them here does either. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
