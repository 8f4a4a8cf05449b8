import type * as z from 'zod'
import type { Clock } from '#ports/clock.ts'
import { type AddressWeight, addressWeight } from './address-weight.ts'

export interface PublicClientOptions {
  readonly baseUrl: string
  readonly clock: Clock
  readonly fetch: typeof fetch
  /** Real milliseconds, whatever the clock: a stuck socket must not outlive the function that waits. */
  readonly timeoutMs: number
  /** The error to throw if there is no answer about `what`. */
  readonly failed: (what: string, reason: string, options?: ErrorOptions) => Error
}

/** Asks Binance's public futures endpoints, within what its address may spend. */
export interface PublicClient {
  /**
   * The parsed answer. `what` is its subject (a symbol), `costs` its weight. If there is no answer it throws the
   * error that `failed` makes, and without asking if the limit was hit or the minute's weight is used up.
   */
  get<T>(what: string, costs: number, path: string, query: object, shape: z.ZodType<T>): Promise<T>
  readonly weight: Pick<AddressWeight, 'isStrained' | 'describe'>
}

const restAfterLimitMs = 60_000

export function publicClient(options: PublicClientOptions): PublicClient {
  const { baseUrl, clock, timeoutMs, failed } = options
  const weight = addressWeight(clock)
  let restUntil = Number.NEGATIVE_INFINITY

  const ask = async (what: string, url: string) => {
    try {
      const response = await options.fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
      return { response, body: await response.text() }
    } catch (error) {
      throw failed(what, `${url} could not be read (${(error as Error).message}).`, {
        cause: error,
      })
    }
  }

  return {
    weight,
    get: async (what, costs, path, query, shape) => {
      if (clock.now() < restUntil)
        throw failed(what, `Binance's request limit was hit; asking again in ${restUntil - clock.now()} ms.`)
      if (!weight.spend(costs))
        throw failed(
          what,
          `${weight.describe()} of this minute's request weight are used; asking again in the next minute.`,
        )
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(query)) search.set(name, String(value))
      const url = `${baseUrl}/fapi/${path}?${search}`
      const { response, body } = await ask(what, url)
      weight.note(response.headers)
      if (response.status === 429 || response.status === 418) {
        const seconds = Number(response.headers.get('retry-after'))
        restUntil = clock.now() + (seconds > 0 ? seconds * 1000 : restAfterLimitMs)
      }
      if (!response.ok)
        throw failed(what, `${url} answered ${response.status} ${body.slice(0, 300)}${hint(response.status)}`)
      try {
        return shape.parse(JSON.parse(body))
      } catch (error) {
        throw failed(what, `the answer of ${url} cannot be read: ${body.slice(0, 300)}`, { cause: error })
      }
    },
  }
}

function hint(status: number): string {
  if (status === 451 || status === 403) return ' (Binance refuses this address: deploy to another region.)'
  return ''
}
