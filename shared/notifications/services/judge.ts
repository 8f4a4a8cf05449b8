import { excerpt } from '#domain/printable.ts'
import type { Judged, Reply } from './service.ts'

/** A service's own words for a refusal. */
const longestReason = 200

/** Statuses for which another try may succeed: too many requests, or the service itself fails. */
const isPassing = (status: number): boolean => [408, 425, 429].includes(status) || status >= 500

/** What an answer means by its status (RFC 9110); `said` is the service’s own explanation. */
export function byStatus(reply: Reply, at: number, said: string | undefined, restMs?: number): Judged {
  const { status } = reply
  if (status >= 200 && status < 300) return { told: true, restMs }
  const reason = said === undefined || said.trim() === '' ? '' : `, ${excerpt(said, longestReason)}`
  if (status >= 300 && status < 400)
    return { told: false, hopeless: true, why: `it answered ${status}: it is at another address by now` }
  return {
    told: false,
    hopeless: !isPassing(status),
    why: `it answered ${status}${reason}`,
    restMs: restMs ?? restOf(reply, at),
  }
}

/** A success in words that are not the service's: another program may have answered. */
export const notUnderstood = ({ status }: Reply): Judged => ({
  told: false,
  hopeless: false,
  why: `it answered ${status} in words that are not the service’s own`,
})

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
export function restOf({ headers }: Reply, at: number): number | undefined {
  const text = headers['retry-after']?.trim()
  if (!text) return undefined
  const restMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - at
  return Number.isFinite(restMs) ? Math.max(0, restMs) : undefined
}

/** Seconds from an answer, as milliseconds; undefined if they are not a time to wait. */
export const seconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value * 1_000 : undefined

/** The JSON of an answer, if it is an object. */
export function fieldsOf({ body }: Reply): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(body)
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

export const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const json = { 'content-type': 'application/json; charset=utf-8' } as const
