import * as z from 'zod'
import { decimal, share, side, text, time } from './scalars.ts'

/** A position of any state, as the table has it. */
export const positionListed = z
  .object({
    ...{ id: text, symbol: text, side, source: text, signalId: text },
    state: z.enum(['entering', 'open', 'closing', 'closed', 'abandoned']),
    leverage: z.number(),
    margin: decimal,
    quantity: decimal,
    entryPrice: decimal.optional(),
    /** Time of the fill, or until then of the draft. */
    openedAt: time,
    closedAt: time.optional(),
    tier: z.number(),
    /** Absent: it is open, or its result is not known. */
    result: z
      .object({
        reason: text,
        exitPrice: decimal,
        ...{ gross: decimal, fees: decimal, funding: decimal, net: decimal },
      })
      .optional(),
  })
  .meta({ id: 'Position' })
export type PositionListed = z.output<typeof positionListed>

/** A closed position with a known result, as every figure counts it. Money is in `asset`. */
export const tradeListed = z
  .object({
    ...{ id: text, symbol: text, side, source: text },
    leverage: z.number(),
    tier: z.number(),
    reason: text,
    /** Why it ended; a first stop and a trailing one differ. */
    exit: text,
    ...{ openedAt: time, closedAt: time },
    ...{ entryPrice: decimal, exitPrice: decimal, quantity: decimal, margin: decimal },
    ...{ gross: decimal, fees: decimal, funding: decimal, net: decimal },
    /** Entry price against the touch when its signal was decided on; above 0 is worse. */
    slippage: share,
    slippageCost: decimal,
    asset: text.optional(),
  })
  .meta({ id: 'Trade' })

/** One entry of a position’s journal; what else it holds depends on its event. */
export const journalEntry = z.looseObject({ at: time, event: text }).meta({ id: 'JournalEntry' })
