import type { Refused } from '../../shown/action.ts'

/** The request was refused or not answered; the reader sees the message unchanged. */
export class Unanswered extends Error {
  /** What the reader can do about it. */
  readonly todo: string | undefined
  constructor({ error, todo }: Refused) {
    super(error)
    this.todo = todo
  }
}

/** Asks the page's server; throws `Unanswered`. */
export async function ask<T>(path: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const query = new URLSearchParams(given).toString()
  return answered<T>(() =>
    fetch(query ? `${path}?${query}` : path, { headers: { accept: 'application/json' } }),
  )
}

/** Sends an action to the page's server; throws `Unanswered`. */
export async function post<T>(path: string, body: object): Promise<T> {
  return answered<T>(() =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function answered<T>(request: () => Promise<Response>): Promise<T> {
  const response = await request().catch(() => undefined)
  if (!response)
    throw new Unanswered({ error: 'The page’s server does not answer.', todo: 'See whether it still runs.' })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as T
  throw new Unanswered(isRefused(body) ? body : { error: `The page’s server answered ${response.status}.` })
}

const isRefused = (body: unknown): body is Refused =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'

/** A failure in words for the reader. */
export const unanswered = (error: unknown): Refused =>
  error instanceof Unanswered
    ? { error: error.message, ...(error.todo && { todo: error.todo }) }
    : { error: String(error) }
