import * as z from 'zod'
import { text, time } from './scalars.ts'

/** State of the sentinel, which has the watch look between two ticks. */
export const sentinelShown = z
  .object({
    /**
     * `deaf`: it listens but has not heard the account for a minute; `absent`: none listens though something is open.
     */
    state: z.enum(['hears', 'deaf', 'starting', 'absent', 'not-wanted']),
    /** When it last held the account’s stream, as far as the table tells. */
    heldAt: time.optional(),
  })
  .meta({ id: 'Sentinel' })
export type SentinelShown = z.output<typeof sentinelShown>

/** The watch’s heartbeat. */
export const watchShown = z
  .object({
    /** The last tick; absent before the first. */
    tickAt: time.optional(),
    /** Time between ticks while something is open. */
    everySeconds: z.number(),
    /** Its next tick is overdue. */
    isLate: z.boolean(),
    /** The exchange's last answer, if that was a failure. */
    failure: z.object({ at: time, text }).optional(),
    /** Absent: the deployment has none. */
    sentinel: sentinelShown.optional(),
  })
  .meta({ id: 'Watch' })
export type WatchShown = z.output<typeof watchShown>

/** An alarm that is on, or has no data. */
export const alarmShown = z
  .object({
    name: text,
    state: z.enum(['on', 'no-data']),
    since: time.optional(),
    /** What it means and what to do. */
    words: text.optional(),
  })
  .meta({ id: 'Alarm' })

/** Alarms that are on come first; `of` is the number of the deployment's alarms. */
export const alarmsShown = z
  .object({ on: z.number(), of: z.number(), list: z.array(alarmShown) })
  .meta({ id: 'Alarms' })
export type AlarmsShown = z.output<typeof alarmsShown>

/** Request weight: what the exchange allows an address per minute, and what is used. */
export const weightShown = z
  .object({
    /** Allowed in a minute. */
    most: z.number(),
    /** The exchange’s own count for the functions’ address: the highest of the last whole minute that is measured. */
    used: z.number().optional(),
    /** What the functions used in that minute. */
    spent: z.number().optional(),
    /** Start of that minute. */
    minute: time.optional(),
    /** What this page itself used in the last minute. */
    byThisPage: z.number(),
    /** The exchange asks to wait until then. */
    restUntil: time.optional(),
  })
  .meta({ id: 'Weight' })
export type WeightShown = z.output<typeof weightShown>

/** A source, when it was last read, and why it cannot be read now. */
export const readingShown = z
  .object({
    what: z.enum(['table', 'exchange', 'books', 'signals', 'alarms', 'weight', 'invalid', 'candles']),
    at: time.optional(),
    failure: text.optional(),
  })
  .meta({ id: 'Reading' })
export type ReadingShown = z.output<typeof readingShown>
