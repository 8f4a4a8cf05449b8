import * as z from 'zod'
import type { Kind } from '#notifications/kinds.ts'

/** What is summed up, each for a period of its own. */
export const digests = ['refused', 'daily', 'weekly'] as const satisfies readonly Kind[]
export type Digest = (typeof digests)[number]

/** How its schedule starts it. */
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
 * What a start is for, however late it comes, and however often: of refused signals the last whole hour before it was
 * scheduled, else the last whole UTC day, or week from Monday on. Throws where the event does not say when that was.
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
