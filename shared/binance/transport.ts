import type { Answer } from '#ports/answer.ts'
import { AnsweredError, NoAnswer } from './failure.ts'
import type { ErrorAnswer } from './outcome.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Answer>

/**
 * Fetch for ccxt, which ends its own timeout when the headers arrive and folds the status and the code of an
 * error into prose around the signed URL. Here the timeout covers the body too, in real milliseconds, and an
 * error answer is thrown as what it is. Throws `NoAnswer` and `AnsweredError`; ccxt lets both pass.
 */
export function createTransport(
  fetch: Fetch,
  timeoutMs: number,
  onHeaders: (headers: Headers) => void,
): Fetch {
  return async (url, { method, headers, body }) => {
    const { response, text } = await wholeAnswer(fetch, timeoutMs, url, {
      method,
      headers,
      body,
    } as RequestInit)
    const { status, headers: answered } = response
    onHeaders(answered)
    refuseErrors(status, answered, text)
    return new Response(text || null, { status, headers: answered })
  }
}

/** Throws `NoAnswer` if none came, or not all of it in time. */
export const wholeAnswer = (fetch: Fetch, timeoutMs: number, url: string, init: RequestInit) =>
  within(timeoutMs, async signal => {
    const response = await fetch(url, { ...init, redirect: 'error', signal })
    return { response, text: await response.text() }
  })

/** Throws `AnsweredError` for an error answer: by its status, or by a negative code in its body. */
export function refuseErrors(status: number, headers: Headers, text: string): void {
  const error = errorIn(status, headers, text)
  if (error) throw new AnsweredError(error)
}

async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswer(`no complete answer within ${timeoutMs} ms`))
      controller.abort()
    }, timeoutMs)
  })
  try {
    return await Promise.race([work(controller.signal), late])
  } catch (error) {
    throw noAnswer(error)
  } finally {
    clearTimeout(timer)
  }
}

/** What fetch threw, as the reason for the missing answer. */
export const noAnswer = (error: unknown): NoAnswer =>
  error instanceof NoAnswer ? error : new NoAnswer(`the connection failed: ${reasonOf(error)}`)

/** The error in an answer; undefined if there is none. */
export function errorIn(status: number, headers: Headers, text: string): ErrorAnswer | undefined {
  if (status < 300 && (codeIn(text) ?? 0) >= 0) return undefined
  const body = parsed(text) as { readonly msg?: unknown } | undefined
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  return {
    status,
    code: codeIn(text),
    message: typeof body?.msg === 'string' ? body.msg : text.trim(),
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
  }
}

/** Binance's error codes are negative; a success carries none, 200 or "200". Long lists are not parsed for it. */
function codeIn(text: string): number | undefined {
  if (!text.startsWith('{') || text.length > 10_000) return undefined
  const { code } = (parsed(text) ?? {}) as { readonly code?: unknown }
  const number = typeof code === 'string' ? Number(code) : code
  return Number.isInteger(number) ? (number as number) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Node's fetch says "fetch failed" and hides why in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
