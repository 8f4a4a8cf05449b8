import * as z from 'zod'
import { decimal, share, side, text, time } from './scalars.ts'

/** A level of the stop, in force from `at` until the next one. */
export const stopStep = z.object({ at: time, price: decimal, tier: z.number() }).meta({ id: 'StopStep' })
export type StopStep = z.output<typeof stopStep>

/** A take-profit; `placed` ones stand on the exchange. */
export const takeProfitShown = z
  .object({
    tier: z.number(),
    price: decimal,
    quantity: decimal,
    state: z.enum(['waiting', 'placed', 'done']),
    offeredAt: time.optional(),
    /** When the watch saw that it was sold; absent if unknown. */
    doneAt: time.optional(),
  })
  .meta({ id: 'TakeProfit' })
export type TakeProfitShown = z.output<typeof takeProfitShown>

/**
 * A position that holds a slot, or is open on the exchange without one. The latter has `isOurs` false, and only the
 * exchange's data.
 */
export const positionShown = z
  .object({
    /** The position's id, or the symbol if it is not ours. Unique. */
    id: text,
    isOurs: z.boolean(),
    symbol: text,
    /** Absent: it is not ours, and its row on the exchange cannot be read. */
    side: side.optional(),
    /** `entering`, `open`, `closing`; absent: it is not ours. */
    state: text.optional(),
    source: text.optional(),
    signalId: text.optional(),
    leverage: z.number().optional(),
    /** Margin asset. */
    asset: text.optional(),
    /** Bound by the entry. */
    margin: decimal.optional(),
    /** Quantity still open. */
    quantity: decimal.optional(),
    entryQuantity: decimal.optional(),
    entryPrice: decimal.optional(),
    /** Time of the fill, or until then of the draft. */
    openedAt: time.optional(),
    /** According to the exchange's last reading. */
    markPrice: decimal.optional(),
    unrealised: decimal.optional(),
    /** Share of the margin. */
    marginPnl: share.optional(),
    /** The ladder's highest rung so far; 0 before the first. */
    tier: z.number().optional(),
    /** Every level of its stop, oldest first; the last one is in force. */
    stops: z.array(stopStep),
    takeProfits: z.array(takeProfitShown),
    /** Beyond this price the watch closes at market. */
    emergencyPrice: decimal.optional(),
    liquidationPrice: decimal.optional(),
    /** How many of its stops are on the exchange; absent until its books are read. */
    liveStops: z.number().optional(),
    /** Time of the watch's last look. */
    lookedAt: time.optional(),
    /** Why the last look did not believe the mark. */
    doubt: text.optional(),
    closing: z.object({ reason: text, at: time }).optional(),
    /** Differences between exchange and table, in words. */
    differences: z.array(text),
  })
  .meta({ id: 'OpenPosition' })
export type PositionShown = z.output<typeof positionShown>
