import http, { type ClientRequest } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { Readable, Writable } from 'node:stream'
import { lowerCased, type OutsideAnswer, type OutsideRequest } from './outside.ts'
import type { AnsweredCall, Report } from './thread-protocol.ts'

/** The calls of this thread to the outside. */
export interface ThreadCalls {
  /** Those made since it was asked last. */
  take(): Report['calls']
  answer(answered: AnsweredCall): void
}

/** A call that has begun: it counts from then on, whenever its body is whole. */
interface Begun {
  send(request: OutsideRequest): Promise<OutsideAnswer>
}
type Begin = () => Begun

/**
 * Has the HTTP clients of this thread (`node:http`, which the AWS SDK uses, and `fetch`) hand their requests to the
 * runner, instead of to a socket: it knows when each of them takes effect.
 */
export function installThreadCalls(onCall: () => void): ThreadCalls {
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
    return { send }
  }
  installHttp(begin)
  globalThis.fetch = (input, init) => fetchFrom(begin(), new Request(input, init))
  return {
    take() {
      const taken = made.sort((one, other) => one.call - other.call)
      made = []
      return taken
    },
    answer({ call, answer }) {
      open.get(call)?.(answer)
      open.delete(call)
    },
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

/** What the AWS SDK hands to `request`. */
interface Options {
  readonly host: string
  readonly port?: number
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
}

function installHttp(begin: Begin): void {
  for (const [module, protocol] of [
    [http, 'http'],
    [https, 'https'],
  ] as const) {
    module.request = ((options: Options, onResponse: (response: unknown) => void) =>
      requestTo(begin(), `${protocol}://`, options, onResponse)) as unknown as typeof module.request
  }
  syncBuiltinESMExports()
}

/** A socket is always there, and never falls silent: time passes on the runner's clock only. */
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
  { send }: Begun,
  scheme: string,
  options: Options,
  onResponse: (response: unknown) => void,
) {
  const { host, port, path, method, headers } = options
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
      void send({ url, method, headers: lowerCased(headers), body }).then(answered)
      done()
    },
  })
  function answered(answer: OutsideAnswer): void {
    // One that its client has given up hears no answer.
    if (request.destroyed) return
    if ('failure' in answer) return void request.destroy(new Error(answer.failure))
    const { status: statusCode, headers, body } = answer
    const response = Object.assign(Readable.from([Buffer.from(body)]), {
      statusCode,
      headers,
      complete: true,
    })
    request.emit('response', response)
    onResponse(response)
    response.once('close', () => request.destroy())
  }
  return Object.assign(request, { socket }) as unknown as ClientRequest
}
