import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { timing } from '#domain/timing.ts'
import type { Order } from './timers.ts'

/** A function's request to the outside, as its HTTP client makes it. */
export interface OutsideRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Its outcome: an answer, or the reason why there is none. */
export type OutsideAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failure: string }

/** A connection to the outside, carrying bytes both ways. */
export interface Wire {
  send(bytes: Buffer, order: Order): void
  end(): void
}

/** What is heard at this end of it. */
export interface WireEar {
  bytes(bytes: Buffer): void
  ended(): void
}

export interface Connected {
  readonly answer: OutsideAnswer
  /** Useless if the answer refuses it. */
  readonly wire: Wire
}

/** Opens a connection, as an HTTP client does that asks for another protocol (`Upgrade`). */
export type Connect = (request: OutsideRequest, ear: WireEar) => Promise<Connected>

/** One server that functions call. */
export interface Place {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Market time that a request to it takes each way, in milliseconds. */
  wayMs(request: OutsideRequest): number
  ask(request: OutsideRequest): Promise<OutsideAnswer>
  /** Set if it also streams. */
  readonly connect?: Connect | undefined
}

/** Everything outside the functions. */
export interface Outside {
  wayMs(request: OutsideRequest): number
  /** Never rejects: a failure is an answer too. */
  ask(request: OutsideRequest): Promise<OutsideAnswer>
  /** Never rejects either. */
  readonly connect: Connect
}

/** Real milliseconds: a function gives up sooner in market time, which stands still meanwhile. */
const elsewherePatienceMs = timing.notifications.answer

/**
 * Routes requests by their address. A request to an unknown place goes over the network, which may hold the run up
 * for this many real milliseconds.
 */
export function outsideOf(
  places: readonly Place[],
  elsewhereMs: number,
  patienceMs: number = elsewherePatienceMs,
): Outside {
  const placeOf = ({ url }: OutsideRequest) => places.find(({ origin }) => url.startsWith(`${origin}/`))
  return {
    wayMs: request => placeOf(request)?.wayMs(request) ?? elsewhereMs,
    async ask(request) {
      try {
        return await (placeOf(request)?.ask(request) ?? askNetwork(request, AbortSignal.timeout(patienceMs)))
      } catch (error) {
        const { message, cause, name } = error as Error
        if (name === 'TimeoutError') return { failure: `no answer within ${patienceMs / 1000} s` }
        return { failure: cause instanceof Error ? `${message}: ${cause.message}` : message }
      }
    },
    async connect(request, ear) {
      const connected = await placeOf(request)?.connect?.(request, ear)
      if (connected) return connected
      return { answer: { failure: `${new URL(request.url).origin} streams nothing here` }, wire: noWire }
    },
  }
}

const noWire: Wire = { send() {}, end() {} }

const agent = new Agent({ keepAlive: true })

/** Over this machine's network. */
export async function askNetwork(
  { url, method, headers, body }: OutsideRequest,
  signal?: AbortSignal,
): Promise<OutsideAnswer> {
  const given = { method, headers, ...(signal && { signal }) }
  const asking = url.startsWith('https:')
    ? requestSecurely(url, given).end(body)
    : request(url, { ...given, agent }).end(body)
  try {
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    const text = Buffer.concat(await answer.toArray()).toString()
    return { status: answer.statusCode ?? 500, headers: stringsOf(answer.headers), body: text }
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  }
}

export const stringsOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** HTTP header names are case-insensitive, and all readers here treat them so. */
export const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
