import * as z from 'zod'
import { decimal, text } from './scalars.ts'

/** An open order of either book, its owner and its purpose. */
export const orderShown = z
  .object({
    /** Book, symbol and client id: unique for each order. */
    key: text,
    book: z.enum(['regular', 'algo']),
    symbol: text,
    clientId: text,
    type: text.optional(),
    /** `BUY` or `SELL`. */
    side: text.optional(),
    /** Absent: it closes everything. */
    quantity: decimal.optional(),
    closesAll: z.boolean(),
    triggerPrice: decimal.optional(),
    price: decimal.optional(),
    /** A position’s id, or who else placed the order, in words. */
    owner: text,
    why: text,
    /** The order is not ours, or nothing asks for it any more. */
    isOdd: z.boolean(),
  })
  .meta({ id: 'Order' })
export type OrderShown = z.output<typeof orderShown>

/** An order that a position intends and the exchange does not show. */
export const missingOrder = z
  .object({ symbol: text, position: text, clientId: text })
  .meta({ id: 'MissingOrder' })
export type MissingOrder = z.output<typeof missingOrder>
