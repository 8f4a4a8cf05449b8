import type { Exchange } from './exchange.ts'

/** An answer of the exchange, with the headers that say something of its limits. */
export interface CarriedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Carried {
  readonly answer: CarriedAnswer
  /** What would change something on the exchange: `DELETE /fapi/v1/order`, and of which symbol; undefined of a question. */
  readonly command?: { readonly request: string; readonly symbol: string | undefined }
}

/** Sends another process's requests in its place, and counts and waits as every client of the exchange does. */
export interface Carrier extends Pick<Exchange, 'rest' | 'heed' | 'drainUsage'> {
  /** Throws for what is not the venue's, of which nothing was sent, and where no answer came. */
  carry(said: unknown): Promise<Carried>
}
