import * as z from 'zod'
import type { Kind } from '#notifications/kinds.ts'

/** What digests sum up, each for its own period. */
export const digests = ['refused', 'daily', 'weekly'] as const satisfies readonly Kind[]
export type Digest = (typeof digests)[number]

/** The event with which its schedule starts it. */
const start = z.object({ digest: z.enum(digests), scheduled: z.iso.datetime({ offset: true }) })

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** 1970-01-05 was a Monday. */
const firstMonday = 4 * dayMs

export interface Period {
  readonly digest: Digest
  readonly from: number
  /** Not included. */
  readonly until: number
}

/**
 * The period that a start is for, however late or often it comes. For refused signals that is the last whole hour
 * before its scheduled time, otherwise the last whole UTC day, or week from Monday on. Throws if the event does not
 * say when it was scheduled.
 */
export function periodOf(event: unknown): Period {
  const read = start.safeParse(event)
  if (!read.success)
    throw new Error(
      `Expected {"digest": "daily", "scheduled": "2026-01-31T00:05:00Z"}, got ${JSON.stringify(event)}`,
    )
  const { digest, scheduled } = read.data
  const at = Date.parse(scheduled)
  const [step, first] = { refused: [hourMs, 0], daily: [dayMs, 0], weekly: [7 * dayMs, firstMonday] }[
    digest
  ] as [number, number]
  const until = first + Math.floor((at - first) / step) * step
  return { digest, from: until - step, until }
}
