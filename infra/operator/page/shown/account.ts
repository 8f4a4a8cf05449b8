import * as z from 'zod'
import { decimal, side, text, time } from './scalars.ts'

/** Why entries are halted; `canLift`: `resume` lifts the halt, otherwise the watch does once the cause is gone. */
export const haltShown = z.object({ by: text, why: text, canLift: z.boolean() }).meta({ id: 'Halt' })

/** What a protection locks: all symbols and sides, or the named ones. */
export const lockShown = z
  .object({ what: text, symbol: text.optional(), side: side.optional(), since: time, until: time })
  .meta({ id: 'Lock' })

/** A closed position with an unknown result, which counts as `worstLoss` until it is known. */
export const unknownResult = z
  .object({ position: text, symbol: text, closedAt: time, worstLoss: decimal })
  .meta({ id: 'UnknownResult' })

/** The account in the table and on the exchange. Money is in `asset`. */
export const accountShown = z
  .object({
    asset: text,
    /** Absent until the exchange is read, or if it shows none of the asset. */
    wallet: decimal.optional(),
    available: decimal.optional(),
    /** Of all open positions, by the marks that were read last. */
    unrealised: decimal.optional(),
    day: z.object({
      /** The UTC day, `2025-02-03`. */
      date: text,
      /** Result of that day's fills, with fees and funding. */
      net: decimal,
      /** The most that open positions and unknown results may still lose, above 0. */
      atRisk: decimal,
      /** Entries that might bring the day below this loss are rejected; above 0. */
      cap: decimal,
    }),
    slots: z.object({ taken: z.number(), most: z.number() }),
    halts: z.array(haltShown),
    /** The configured methods, whether or not one of them locks. */
    protections: z.array(text),
    locks: z.array(lockShown),
    /** Symbols that closed recently, and when they may be entered again. */
    cooling: z.array(z.object({ symbol: text, freeAt: time })),
    unknownResults: z.array(unknownResult),
    /** Symbols whose positions or orders on the exchange are not ours. */
    unmanaged: z.array(text),
    /** Differences between exchange and table, in words. */
    differences: z.array(text),
  })
  .meta({ id: 'Account' })
export type AccountShown = z.output<typeof accountShown>
