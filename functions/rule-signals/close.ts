import * as z from 'zod'

/** The event with which the schedule starts it. */
const start = z.object({ scheduled: z.iso.datetime({ offset: true }) })

/**
 * The close that a start is for: the first one after its scheduled minute, however late or often it comes. Throws if
 * the event does not name that minute.
 */
export function closeOf(event: unknown, candleMs: number): number {
  const read = start.safeParse(event)
  if (!read.success)
    throw new Error(`Expected {"scheduled": "2026-01-31T00:14:00Z"}, got ${JSON.stringify(event)}`)
  return (Math.floor(Date.parse(read.data.scheduled) / candleMs) + 1) * candleMs
}
