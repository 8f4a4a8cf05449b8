import type { Blame } from '#domain/orders.ts'
import type { Rest } from '#domain/rest.ts'

/** What an error answer proves about its command. */
interface Ruling {
  readonly codes?: readonly number[]
  /** HTTP statuses, from and to inclusive. */
  readonly statuses?: readonly [number, number]
  /** Whether the answer carries a code of Binance's; absent: either way. */
  readonly coded?: boolean
  readonly proves: { readonly refused: Blame } | 'unresolved'
  /** Whether an immediate repetition of the request may succeed. */
  readonly again: boolean
  readonly because: string
}

const refusedCredentials: readonly number[] = [-2014, -2015, -1022]
/** Not authorized, the address or the route not allowed, the service closing, a locked key. */
const refusedAccess: readonly number[] = [-1002, -1005, -1011, -1016, -1099, -2017]

/**
 * Read from the top; the first row that fits decides. Anything not proven is unresolved. Sources: Binance's USDⓈ-M
 * general information (HTTP return codes) and error codes.
 */
const rulings: readonly Ruling[] = [
  { statuses: [418, 418], ...turnsAway('caller'), because: 'the address is banned' },
  { statuses: [429, 429], ...turnsAway('caller'), because: 'over the request limit' },
  { codes: refusedCredentials, ...turnsAway('caller'), because: 'the key or its signature is not accepted' },
  { codes: refusedAccess, ...turnsAway('caller'), because: 'no access' },
  {
    codes: [-1008],
    ...turnsAway('moment'),
    again: true,
    because: 'throttled in front of the matching engine',
  },
  { codes: [-1021, -5028], ...turnsAway('moment'), again: true, because: 'outside of its time window' },
  { codes: [-1003, -1015], ...turnsAway('moment'), because: 'over the request or order limit' },
  {
    codes: [-1000, -1001, -1006, -1007],
    proves: 'unresolved',
    again: true,
    because: 'the gateway lost sight of it',
  },
  { statuses: [500, 599], proves: 'unresolved', again: true, because: 'execution status unknown' },
  { statuses: [408, 408], proves: 'unresolved', again: true, because: 'timed out on the way' },
  { statuses: [400, 499], coded: false, ...turnsAway('caller'), because: 'not let through to the exchange' },
  { statuses: [400, 499], ...turnsAway('order'), because: 'checked and turned down' },
]

function turnsAway(blame: Blame) {
  return { proves: { refused: blame }, again: false } as const
}

/** An error answer: its HTTP status and, if the body has one, Binance's code. */
export interface ErrorAnswer {
  readonly status: number
  readonly code?: number | undefined
  readonly message: string
  /** From the Retry-After header, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** What it asks for, if it asks to wait. */
  readonly rest?: Rest | undefined
}

/** Binance's codes are negative; a wrapper around them may say 0. */
const isCode = (code: number | undefined): boolean => code !== undefined && code < 0

const unproven: Ruling = { proves: 'unresolved', again: false, because: 'an answer that is not documented' }

export function rulingOn({ status, code }: ErrorAnswer): Ruling {
  const fits = ({ codes, statuses, coded }: Ruling): boolean =>
    (codes === undefined || (code !== undefined && codes.includes(code))) &&
    (statuses === undefined || (statuses[0] <= status && status <= statuses[1])) &&
    (coded === undefined || coded === isCode(code))
  return rulings.find(fits) ?? unproven
}

/** The code of a refusal: Binance's, or the HTTP status (403, 451, …) if there is none. */
export const codeOf = ({ status, code }: ErrorAnswer): number =>
  code !== undefined && isCode(code) ? code : status

/** Whether the exchange turned down the key or its signature: the secret may have been rotated. */
export const isCredentialsRefusal = (code: number | undefined): boolean =>
  code !== undefined && refusedCredentials.includes(code)

/** The end of the address's ban in milliseconds, as the -1003 message tells it. */
export function banEndIn(message: string): number | undefined {
  const end = /banned until (\d{13})/.exec(message)?.[1]
  return end === undefined ? undefined : Number(end)
}
