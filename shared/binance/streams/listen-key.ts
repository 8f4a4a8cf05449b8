import * as z from 'zod'
import type { Rest } from '#domain/rest.ts'
import type { Clock } from '#ports/clock.ts'
import type { Usage } from '#ports/exchange.ts'
import { AnsweredError } from '../failure.ts'
import { type ErrorAnswer, isCredentialsRefusal } from '../outcome.ts'
import { notSent, restAskedBy, resting } from '../rest.ts'
import { createTransport, type Fetch } from '../transport.ts'
import { meter } from '../usage.ts'

export interface ListenKeySettings {
  /** The origin that is asked over HTTP. */
  readonly rest: string
  readonly clock: Clock
  /** The key's header is all that these requests need: nothing is signed. */
  readonly apiKey: (fresh?: boolean) => Promise<string>
  /** Real milliseconds for one request. */
  readonly timeoutMs: number
  readonly fetch?: Fetch
}

/**
 * The account's one listen key, shared by everyone who listens to the account: it is requested and kept alive, never
 * closed. Counts its weight, and sends nothing while the exchange asks to wait.
 */
export interface ListenKey {
  /** The live key, or a new one; good for an hour. Throws if none can be had. */
  open(): Promise<string>
  /**
   * Extends the key for another hour; returns the current key if Binance names it. Throws an `AnsweredError` of -1125
   * if the key no longer exists.
   */
  keep(): Promise<string | undefined>
  rest(at?: number): Rest | undefined
  heed(rest: Rest): void
  drainUsage(): Usage
}

const weight = 1
const answer = z.object({ listenKey: z.string().min(1) })

export function listenKey({
  rest: origin,
  clock,
  apiKey,
  timeoutMs,
  fetch = globalThis.fetch,
}: ListenKeySettings): ListenKey {
  const spent = meter()
  const asked = resting(() => clock.now())
  const transport = createTransport(fetch, timeoutMs, spent.hear)
  /** The key was rejected: it was rotated, or is not a key. */
  let isRefused = false

  async function ask(method: 'POST' | 'PUT'): Promise<string> {
    const rest = asked.at(clock.now())
    if (rest) throw new AnsweredError(notSent(rest))
    const headers = { 'X-MBX-APIKEY': await apiKey(isRefused) }
    spent.spend({ method: `fapiPrivate${method === 'POST' ? 'Post' : 'Put'}ListenKey`, weight }, false)
    try {
      const answered = await transport(`${origin}/fapi/v1/listenKey`, { method, headers })
      isRefused = false
      return await answered.text()
    } catch (error) {
      if (error instanceof AnsweredError) heedAnswer(error.answer)
      throw error
    }
  }

  function heedAnswer(refusal: ErrorAnswer): void {
    isRefused = isCredentialsRefusal(refusal.code)
    const rest = restAskedBy(refusal, clock.now(), clock.now())
    if (rest) asked.take(rest)
  }

  return {
    open: async () => keyIn(await ask('POST')),
    keep: async () => answer.safeParse(json(await ask('PUT'))).data?.listenKey,
    rest: (at = clock.now()) => asked.at(at),
    heed: rest => asked.heed(rest),
    drainUsage: () => spent.drain(),
  }
}

/** No message shows the answer: it may be the key. */
function keyIn(text: string): string {
  const read = answer.safeParse(json(text))
  if (read.success) return read.data.listenKey
  throw new Error('expected {"listenKey": "…"} of POST listenKey, got something else (it is not shown)')
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
