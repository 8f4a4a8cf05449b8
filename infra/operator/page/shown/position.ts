import * as z from 'zod'
import { decimal, share, side, text, time } from './scalars.ts'

/** A level that the stop has had, from `at` until the next one. */
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
    /** When the watch saw that it was sold; absent where that is not known. */
    doneAt: time.optional(),
  })
  .meta({ id: 'TakeProfit' })
export type TakeProfitShown = z.output<typeof takeProfitShown>

/**
 * What holds a slot, or is open on the exchange without one. Of the latter only what the exchange tells is known, and
 * `isOurs` is false.
 */
export const positionShown = z
  .object({
    /** Its id; of what is not ours the symbol. Positions are told apart by it. */
    id: text,
    isOurs: z.boolean(),
    symbol: text,
    /** Absent where its row on the exchange cannot be read, and it is not ours. */
    side: side.optional(),
    /** `entering`, `open`, `closing`; absent where it is not ours. */
    state: text.optional(),
    source: text.optional(),
    signalId: text.optional(),
    leverage: z.number().optional(),
    /** What money is counted in. */
    asset: text.optional(),
    /** Bound by the entry. */
    margin: decimal.optional(),
    /** Still open. */
    quantity: decimal.optional(),
    entryQuantity: decimal.optional(),
    entryPrice: decimal.optional(),
    /** When it was filled; before that, when it was drafted. */
    openedAt: time.optional(),
    /** By the exchange, when it was read last. */
    markPrice: decimal.optional(),
    unrealised: decimal.optional(),
    /** Of the margin. */
    marginPnl: share.optional(),
    /** The highest that the ladder reached; 0 before the first. */
    tier: z.number().optional(),
    /** Every level that its stop has had, oldest first; the last one stands. */
    stops: z.array(stopStep),
    takeProfits: z.array(takeProfitShown),
    /** Beyond it the watch closes at market. */
    emergencyPrice: decimal.optional(),
    liquidationPrice: decimal.optional(),
    /** How many of its stops stand on the exchange; absent until its books were read. */
    liveStops: z.number().optional(),
    /** When the watch looked last. */
    lookedAt: time.optional(),
    /** Why the last look did not believe the mark. */
    doubt: text.optional(),
    closing: z.object({ reason: text, at: time }).optional(),
    /** Where exchange and table say different things, in words. */
    differences: z.array(text),
  })
  .meta({ id: 'OpenPosition' })
export type PositionShown = z.output<typeof positionShown>
