import type { Exchange } from './exchange.ts'

/** An answer of the exchange, with the headers that tell its limits. */
export interface CarriedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Carried {
  readonly answer: CarriedAnswer
  /**
   * The command that would change something on the exchange, as `DELETE /fapi/v1/order`, with its symbol; undefined
   * for a read.
   */
  readonly command?: { readonly request: string; readonly symbol: string | undefined }
}

/** Sends requests on behalf of another process, and counts and waits as every client of the exchange does. */
export interface Carrier extends Pick<Exchange, 'rest' | 'heed' | 'drainUsage'> {
  /** Throws for a request that is not to the venue, which is not sent, and if no answer came. */
  carry(said: unknown): Promise<Carried>
}
