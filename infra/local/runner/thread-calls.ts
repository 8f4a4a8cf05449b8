import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { type Duplex, Readable, Writable } from 'node:stream'
import { lowerCased, type OutsideAnswer, type OutsideRequest } from './outside.ts'
import type { AnsweredCall, Carried, Report } from './thread-protocol.ts'
import { threadWires } from './thread-wires.ts'
import { isUpgrade } from './wires.ts'

/** The calls of this thread to the outside. */
export interface ThreadCalls {
  /** Calls made since the last time it was asked. */
  take(): Pick<Report, 'calls' | 'sent'>
  answer(answered: AnsweredCall): void
  /** Data over a connection that one of them opened. */
  hear(carried: Carried): void
}

/** Registers a call: it counts from now on, whenever its body is complete. */
interface Begun {
  send(request: OutsideRequest): Promise<OutsideAnswer>
  /** This thread's end of the connection that the call opens. */
  wire(): Duplex
}
type Begin = () => Begun

/**
 * Makes this thread's HTTP clients (`node:http`, which the AWS SDK uses, and `fetch`) hand their requests to the
 * runner instead of a socket: the runner decides when each takes effect.
 */
export function installThreadCalls(onCall: () => void): ThreadCalls {
  const wires = threadWires(onCall)
  const open = new Map<number, (answer: OutsideAnswer) => void>()
  let made: Report['calls'][number][] = []
  let last = 0
  const begin: Begin = () => {
    last += 1
    const call = last
    const send = (request: OutsideRequest) =>
      new Promise<OutsideAnswer>(resolve => {
        open.set(call, resolve)
        made.push({ call, request })
        onCall()
      })
    return { send, wire: () => wires.open(call) }
  }
  installHttp(begin)
  globalThis.fetch = (input, init) => fetchFrom(begin(), new Request(input, init))
  return {
    take() {
      const taken = made.sort((one, other) => one.call - other.call)
      made = []
      return { calls: taken, sent: wires.take() }
    },
    answer({ call, answer }) {
      open.get(call)?.(answer)
      open.delete(call)
    },
    hear: wires.hear,
  }
}

async function fetchFrom({ send }: Begun, request: Request): Promise<Response> {
  const { url, method } = request
  const headers = Object.fromEntries(request.headers)
  const answer = await send({ url, method, headers, body: await request.text() })
  if ('failure' in answer) throw new TypeError('fetch failed', { cause: new Error(answer.failure) })
  const { status, body } = answer
  return new Response([204, 304].includes(status) ? null : body, { status, headers: answer.headers })
}

/** The arguments that the AWS SDK passes to `request`, and ws to open a connection. */
interface Options {
  readonly host: string
  readonly port?: number
  readonly path: string
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
}

function installHttp(begin: Begin): void {
  for (const [module, protocol] of [
    [http, 'http'],
    [https, 'https'],
  ] as const) {
    module.request = ((options: Options, onResponse?: (response: unknown) => void) =>
      requestTo(begin(), `${protocol}://`, options, onResponse)) as unknown as typeof module.request
  }
  syncBuiltinESMExports()
}

/** A socket that is always connected and never times out: time passes only on the runner's clock. */
const socket = {
  connecting: false,
  on() {},
  once() {},
  removeListener() {},
  setTimeout() {},
  setKeepAlive() {},
  destroy() {},
}

function requestTo(
  { send, wire }: Begun,
  scheme: string,
  options: Options,
  onResponse?: (response: unknown) => void,
) {
  const { host, port, path, method = 'GET', headers } = options
  const chunks: Buffer[] = []
  const request = new Writable({
    autoDestroy: false,
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
    final(done) {
      const url = `${scheme}${host}${port === undefined ? '' : `:${port}`}${path}`
      const body = Buffer.concat(chunks).toString()
      const asked = { url, method, headers: lowerCased(headers), body }
      const stream = isUpgrade(asked) ? wire() : undefined
      void send(asked).then(answer => answered(answer, stream))
      done()
    },
  })
  function answered(answer: OutsideAnswer, stream?: Duplex): void {
    // A request that its client has aborted gets no answer.
    if (request.destroyed) return void stream?.destroy()
    if ('failure' in answer) return void request.destroy(new Error(answer.failure))
    const { status: statusCode, headers, body } = answer
    const response = Object.assign(Readable.from([Buffer.from(body)]), {
      statusCode,
      headers,
      complete: true,
    })
    if (stream && statusCode === 101) return void request.emit('upgrade', response, stream, Buffer.alloc(0))
    request.emit('response', response)
    onResponse?.(response)
    response.once('close', () => request.destroy())
  }
  return Object.assign(request, { socket }) as unknown as ClientRequest
}
