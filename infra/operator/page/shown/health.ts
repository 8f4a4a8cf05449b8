import * as z from 'zod'
import { text, time } from './scalars.ts'

/** How the sentinel stands, which has the watch look between two ticks. */
export const sentinelShown = z
  .object({
    /** `deaf`: it listens and has not heard the account for a minute; `absent`: none listens though something is open. */
    state: z.enum(['hears', 'deaf', 'starting', 'absent', 'not-wanted']),
    /** When it held the account’s stream last, as far as the table tells. */
    heldAt: time.optional(),
  })
  .meta({ id: 'Sentinel' })
export type SentinelShown = z.output<typeof sentinelShown>

/** The watch’s heartbeat. */
export const watchShown = z
  .object({
    /** The last tick; absent before the first. */
    tickAt: time.optional(),
    /** Between ticks while something is open. */
    everySeconds: z.number(),
    /** It should have ticked again by now. */
    isLate: z.boolean(),
    /** What the exchange answered it last, where that was a failure. */
    failure: z.object({ at: time, text }).optional(),
    /** Absent where the deployment has none. */
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

/** Those that are on first; `of` is how many the deployment has. */
export const alarmsShown = z
  .object({ on: z.number(), of: z.number(), list: z.array(alarmShown) })
  .meta({ id: 'Alarms' })
export type AlarmsShown = z.output<typeof alarmsShown>

/** Request weight: what the exchange lets an address spend in a minute, and what is spent. */
export const weightShown = z
  .object({
    /** Allowed in a minute. */
    most: z.number(),
    /** The exchange’s own count for the functions’ address, the highest of the last whole minute that is measured. */
    used: z.number().optional(),
    /** What the functions spent in that minute. */
    spent: z.number().optional(),
    /** When that minute began. */
    minute: time.optional(),
    /** What this page itself spent in the last minute. */
    byThisPage: z.number(),
    /** The exchange asks to wait until then. */
    restUntil: time.optional(),
  })
  .meta({ id: 'Weight' })
export type WeightShown = z.output<typeof weightShown>

/** What the page reads, when it was read last, and why it cannot be read now. */
export const readingShown = z
  .object({
    what: z.enum(['table', 'exchange', 'books', 'signals', 'alarms', 'weight', 'invalid', 'candles']),
    at: time.optional(),
    failure: text.optional(),
  })
  .meta({ id: 'Reading' })
export type ReadingShown = z.output<typeof readingShown>
