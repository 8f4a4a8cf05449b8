import { createHmac, createPrivateKey, sign } from 'node:crypto'
import * as z from 'zod'
import type { Venue } from '#ports/configuration.ts'
import { type EndpointName, endpoints, type Params } from './endpoints.ts'
import { routes } from './routes.ts'

/** Longer than any request of ours. */
const most = 4_096

/** A request to the exchange as its client made it; its signature is replaced. */
const carriedRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']),
  url: z.url().max(most),
  body: z.string().max(most).optional(),
})
export type CarriedRequest = z.output<typeof carriedRequest>

export interface Key {
  readonly apiKey: string
  readonly secret: string
}

/** A request that is not carried; nothing was sent. */
export class NotCarried extends Error {
  override readonly name = 'NotCarried'
}

/** By the first word of the path. */
const hosts: Readonly<Record<Venue, Readonly<Record<string, string>>>> = {
  live: { fapi: 'https://fapi.binance.com', sapi: 'https://api.binance.com' },
  demo: { fapi: 'https://demo-fapi.binance.com' },
  // Never reached: the paper venue answers in its place.
  paper: { fapi: 'https://fapi.binance.com' },
}

/** With real money nothing is carried that could open a position: the policy's bearer can look and cancel. */
const withheld: Readonly<Record<Venue, readonly EndpointName[]>> = {
  live: ['placeOrder', 'placeAlgoOrder', 'setLeverage', 'setMarginType'],
  demo: [],
  paper: [],
}

/** A request and the venue's endpoint that it asks; throws `NotCarried` if there is none. */
export function readCarried(said: unknown, venue: Venue): { request: CarriedRequest; name: EndpointName } {
  const read = carriedRequest.safeParse(said)
  if (!read.success)
    throw new NotCarried(`expected {method, url, body}, got something else: ${z.prettifyError(read.error)}`)
  const request = read.data
  const { origin, pathname } = new URL(request.url)
  const route = `${request.method} ${pathname}`
  const name = names.find(each => routes[each] === route && hostOf(each, venue) === origin)
  if (name && !withheld[venue].includes(name)) return { request, name }
  throw new NotCarried(`expected what qt asks of the ${venue} venue, got ${route} at ${origin}`)
}

const names = Object.keys(routes) as EndpointName[]
const hostOf = (name: EndpointName, venue: Venue) => hosts[venue][routes[name].split('/')[1] ?? '']

/** As the adapter has them: a switch is a boolean. */
export function paramsOf(request: CarriedRequest): Params {
  const said = [...new URLSearchParams(queryOf(request))]
  return Object.fromEntries(said.map(([name, value]) => [name, value === 'true' ? true : value]))
}

const queryOf = ({ method, url, body = '' }: CarriedRequest): string =>
  method === 'POST' ? body : new URL(url).search.slice(1)

/**
 * The request that is sent: signed with this key, whatever signed it before; unsigned if Binance asks for no key. A
 * read or a cancellation is stamped with the time of its sending, because many at once may wait longer than a stamp is
 * good for; an order keeps the stamp that its maker counts from.
 */
export function signedBy(key: Key, request: CarriedRequest, name: EndpointName, now: number) {
  const { method } = request
  const { origin, pathname, search } = new URL(request.url)
  const at = `${origin}${pathname}`
  if (endpoints[name].method.startsWith('fapiPublic')) return { url: `${at}${search}`, init: { method } }
  const said = queryOf(request).replace(/(^|&)signature=[^&]*/g, '')
  const text = method === 'POST' ? said : said.replace(/(^|&)timestamp=\d+/, `$1timestamp=${Math.round(now)}`)
  const query = `${text}&signature=${signatureOf(text, key)}`
  const headers = { 'X-MBX-APIKEY': key.apiKey }
  if (method !== 'POST') return { url: `${at}?${query}`, init: { method, headers } }
  const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }
  return { url: at, init: { method, headers: form, body: query } }
}

/** Binance's three kinds of key: one secret, or a private key of Ed25519 or RSA. */
function signatureOf(text: string, { secret }: Key): string {
  if (!secret.includes('PRIVATE KEY')) return createHmac('sha256', secret).update(text).digest('hex')
  const key = createPrivateKey(secret)
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return encodeURIComponent(sign(digest, Buffer.from(text), key).toString('base64'))
}
