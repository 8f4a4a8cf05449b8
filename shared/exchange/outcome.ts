/** What an error answer proves about the command that it answers. */
interface Ruling {
  readonly codes?: readonly number[]
  /** HTTP statuses, from and to inclusive. */
  readonly statuses?: readonly [number, number]
  readonly proves: 'refused' | 'unresolved'
  /** Whether the same request may succeed if it is made again at once. */
  readonly again: boolean
  readonly because: string
}

/**
 * Read from the top, the first that fits rules. Whatever is not proven is unresolved.
 * Sources: Binance's USDⓈ-M general information (HTTP return codes) and error codes.
 */
const rulings: readonly Ruling[] = [
  { codes: [-1008], proves: 'refused', again: true, because: 'throttled in front of the matching engine' },
  { codes: [-1021, -5028], proves: 'refused', again: true, because: 'outside of its time window' },
  { codes: [-1003, -1015], proves: 'refused', again: false, because: 'over the request or order limit' },
  { statuses: [418, 418], proves: 'refused', again: false, because: 'the address is banned' },
  { statuses: [429, 429], proves: 'refused', again: false, because: 'over the request limit' },
  {
    codes: [-1000, -1001, -1006, -1007],
    proves: 'unresolved',
    again: true,
    because: 'the gateway lost sight of it',
  },
  { statuses: [500, 599], proves: 'unresolved', again: true, because: 'execution status unknown' },
  { statuses: [408, 408], proves: 'unresolved', again: true, because: 'timed out on the way' },
  { statuses: [400, 499], proves: 'refused', again: false, because: 'checked and turned down' },
]

/** An answer that is an error: its HTTP status and, where the body has one, Binance's code. */
export interface ErrorAnswer {
  readonly status: number
  readonly code?: number | undefined
  readonly message: string
  /** From the Retry-After header, in milliseconds. */
  readonly retryAfterMs?: number | undefined
}

const unproven: Ruling = { proves: 'unresolved', again: false, because: 'an answer that is not documented' }

export function rulingOn({ status, code }: ErrorAnswer): Ruling {
  const fits = ({ codes, statuses }: Ruling): boolean =>
    (code !== undefined && codes?.includes(code) === true) ||
    (statuses !== undefined && statuses[0] <= status && status <= statuses[1])
  return rulings.find(fits) ?? unproven
}

/** The code that a refusal goes by: Binance's, or the HTTP status (403, 451, …) where there is none. */
export const codeOf = ({ status, code }: ErrorAnswer): number => code ?? status

const refusedCredentials: readonly number[] = [-2014, -2015, -1022]

/** Whether the exchange turned down the key or its signature: the secret may have been rotated. */
export const isCredentialsRefusal = (code: number | undefined): boolean =>
  code !== undefined && refusedCredentials.includes(code)

const overLimit: readonly number[] = [-1003, -1015, 418, 429]

/** Whether too much was asked: the same request made again at once makes it worse. */
export const isOverLimit = (code: number): boolean => overLimit.includes(code)

const passing: readonly number[] = [...overLimit, -1008, -1021, -5028, ...refusedCredentials]

/** Whether a refusal says nothing of the order itself: too many requests, a clock or a key that is put right. */
export const isPassingRefusal = (code: number): boolean => passing.includes(code)

const otherRules: readonly number[] = [-1111, -4005, -4014, -4023, -4164]

/**
 * Whether a refusal says that the symbol's rules are not those that the order was made by: precision, the most of a
 * quantity, tick, step, least notional. A price out of its band (-4131, -4016, -4024) says nothing of rules.
 */
export const tellsOfOtherRules = (code: number): boolean => otherRules.includes(code)

/** Until when the address is banned, in milliseconds, as the -1003 message tells. */
export function banEndIn(message: string): number | undefined {
  const end = /banned until (\d{13})/.exec(message)?.[1]
  return end === undefined ? undefined : Number(end)
}
