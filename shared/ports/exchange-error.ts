import type { Rest } from '#domain/rest.ts'

/** A read that failed. Its message names the call and the symbol, and contains no secret and no signed URL. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'
  readonly call: string
  readonly symbol?: string
  /** Binance's code, else the HTTP status; undefined when no answer came. */
  readonly code?: number
  /** Whether an immediate repetition of the read may succeed. */
  readonly retriable: boolean
  /** The exchange asks to wait, or asked before and nothing was sent. */
  readonly rest?: Rest

  constructor(
    facts: Pick<ExchangeError, 'call' | 'retriable'> & {
      readonly symbol?: string | undefined
      readonly code?: number | undefined
      readonly rest?: Rest | undefined
    },
    message: string,
  ) {
    super(`${facts.call}${facts.symbol === undefined ? '' : ` ${facts.symbol}`}: ${message}`)
    this.call = facts.call
    this.retriable = facts.retriable
    if (facts.symbol !== undefined) this.symbol = facts.symbol
    if (facts.code !== undefined) this.code = facts.code
    if (facts.rest !== undefined) this.rest = facts.rest
  }
}

/** Whether the only trouble is that the exchange asks to wait. */
export const isAskedToWait = (error: unknown): error is ExchangeError & { readonly rest: Rest } =>
  error instanceof ExchangeError && error.rest !== undefined

/** A read's answer; undefined if the exchange asks to wait instead. */
export async function unlessAskedToWait<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (isAskedToWait(error)) return undefined
    throw error
  }
}

/** Binance's code for an unknown symbol: it was never listed, or no longer is. */
export const unknownSymbol = -1121

export const isUnknownSymbol = (error: unknown): error is ExchangeError =>
  error instanceof ExchangeError && error.code === unknownSymbol
