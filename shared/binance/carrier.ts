import type { Rest } from '#domain/rest.ts'
import type { CarriedAnswer, Carrier } from '#ports/carrier.ts'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import { type CarriedRequest, type Key, paramsOf, readCarried, signedBy } from './carried.ts'
import { endpoints, type Params } from './endpoints.ts'
import { isCredentialsRefusal } from './outcome.ts'
import { notSent, restAskedBy, resting } from './rest.ts'
import { errorIn, type Fetch, wholeAnswer } from './transport.ts'
import { meter } from './usage.ts'

export interface CarrierSettings {
  readonly venue: Venue
  readonly clock: Clock
  /** The key in force; `fresh` after the exchange refused the present one. */
  readonly key: (fresh?: boolean) => Promise<Key>
  readonly fetch: Fetch
  /** Real milliseconds for one request, including its whole answer. */
  readonly timeoutMs: number
}

/**
 * Signs what an adapter elsewhere has made and sends it on from this address. It has no rules: the adapter decides
 * which request to make and what its answer proves; `resting`, common to all clients, decides what may go while the
 * exchange asks to wait.
 */
export function createCarrier({ venue, clock, key, fetch, timeoutMs }: CarrierSettings): Carrier {
  const spent = meter()
  const asked = resting(() => clock.now())
  const send = async ({ url, init }: ReturnType<typeof signedBy>): Promise<CarriedAnswer> => {
    const { response, text } = await wholeAnswer(fetch, timeoutMs, url, init)
    spent.hear(response.headers)
    return { status: response.status, headers: told(response.headers), body: text }
  }
  return {
    async carry(said) {
      const { request, name } = readCarried(said, venue)
      const params = paramsOf(request)
      // The spot API has limits of its own.
      const counted = !endpoints[name].method.startsWith('sapi')
      const command = commandIn(request, params)
      const rest = counted ? asked.forbids(name, params) : undefined
      if (rest) return { answer: inPlaceOf(rest, clock.now()), ...command }
      const attempt = async (fresh: boolean) => {
        spent.spend(endpoints[name], params.symbol === undefined)
        const inForce = await key(fresh)
        return send(signedBy(inForce, request, name, clock.now()))
      }
      const first = await attempt(false)
      // Refused before it was looked at, so it may be sent again: keys are rotated while this runs.
      const isRefused = isCredentialsRefusal(failureOf(first)?.code)
      const answer = isRefused ? await attempt(true) : first
      const failure = failureOf(answer)
      const wait = failure && counted ? restAskedBy(failure, clock.now(), clock.now()) : undefined
      if (wait) asked.take(wait)
      return { answer, ...command }
    },
    drainUsage: () => spent.drain(),
    rest: (time = clock.now()) => asked.at(time),
    heed: rest => asked.heed(rest),
  }
}

const commandIn = ({ method, url }: CarriedRequest, { symbol }: Params) =>
  method !== 'GET' && {
    command: {
      request: `${method} ${new URL(url).pathname}`,
      symbol: symbol === undefined ? undefined : String(symbol),
    },
  }

const failureOf = ({ status, headers, body }: CarriedAnswer) => errorIn(status, new Headers(headers), body)

const telling = /^(content-type|retry-after|x-mbx-.*)$/
const told = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => telling.test(name)))

/** The exchange's would-be answer, without asking: an adapter that hears it waits as if it had asked. */
function inPlaceOf(rest: Rest, now: number): CarriedAnswer {
  const { status, code, message } = notSent(rest)
  const headers = { 'retry-after': String(Math.ceil((rest.until - now) / 1000)) }
  return { status, headers, body: JSON.stringify({ code, msg: message }) }
}
