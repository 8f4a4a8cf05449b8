import * as z from 'zod'
import { decimal, side, text, time } from './scalars.ts'

/** Why entries are halted; `canLift`: `resume` lifts it, else the watch does once its cause is gone. */
export const haltShown = z.object({ by: text, why: text, canLift: z.boolean() }).meta({ id: 'Halt' })

/** What a protection keeps from being entered: all symbols and sides, or those that are named. */
export const lockShown = z
  .object({ what: text, symbol: text.optional(), side: side.optional(), since: time, until: time })
  .meta({ id: 'Lock' })

/** A closed position whose result is not known yet: it counts for `worstLoss` until then. */
export const unknownResult = z
  .object({ position: text, symbol: text, closedAt: time, worstLoss: decimal })
  .meta({ id: 'UnknownResult' })

/** The account, by the table and by the exchange. Money is in `asset`. */
export const accountShown = z
  .object({
    asset: text,
    /** Absent until the exchange was read, or where it shows none of the asset. */
    wallet: decimal.optional(),
    available: decimal.optional(),
    /** Of all that is open, by the marks that were read last. */
    unrealised: decimal.optional(),
    day: z.object({
      /** The UTC day, `2025-02-03`. */
      date: text,
      /** Result of what was filled on it, fees and funding included. */
      net: decimal,
      /** What open positions and unknown results may still lose at worst, above 0. */
      atRisk: decimal,
      /** No entry is taken that might bring the day below this loss, above 0. */
      cap: decimal,
    }),
    slots: z.object({ taken: z.number(), most: z.number() }),
    halts: z.array(haltShown),
    /** The methods that are configured, whether one locks or not. */
    protections: z.array(text),
    locks: z.array(lockShown),
    /** Symbols that were closed lately, and when they may be entered again. */
    cooling: z.array(z.object({ symbol: text, freeAt: time })),
    unknownResults: z.array(unknownResult),
    /** Symbols with positions or orders on the exchange that are not ours. */
    unmanaged: z.array(text),
    /** Where exchange and table say different things, in words. */
    differences: z.array(text),
  })
  .meta({ id: 'Account' })
export type AccountShown = z.output<typeof accountShown>
