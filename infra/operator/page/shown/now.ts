import * as z from 'zod'
import { accountShown } from './account.ts'
import { alarmsShown, readingShown, watchShown, weightShown } from './health.ts'
import { missingOrder, orderShown } from './order.ts'
import { positionShown } from './position.ts'
import { text, time } from './scalars.ts'

/** The stack that the page is connected to, and what the page may do. */
export const stackShown = z
  .object({
    /** In words: `the local stack`, `paper in ap-northeast-1`. */
    name: text,
    venue: z.enum(['paper', 'demo', 'live']),
    canAct: z.boolean(),
    /** Why not, and what to do about it. */
    whyNot: text.optional(),
  })
  .meta({ id: 'Stack' })
export type StackShown = z.output<typeof stackShown>

/** The whole present state. What was not read yet, or cannot be, is absent; `reading` says why. */
export const nowShown = z
  .object({
    /** The market’s time when this was put together. */
    at: time,
    stack: stackShown,
    reading: z.array(readingShown),
    account: accountShown.optional(),
    watch: watchShown.optional(),
    alarms: alarmsShown.optional(),
    weight: weightShown.optional(),
    /** By symbol. */
    positions: z.array(positionShown),
    /** By symbol and book. */
    orders: z.array(orderShown),
    missing: z.array(missingOrder),
  })
  .meta({ id: 'Now' })
export type Now = z.output<typeof nowShown>
