import * as z from 'zod'
import { decimal, text, time } from './scalars.ts'

/** A signal and its outcome. */
export const signalShown = z
  .object({
    id: text,
    at: time,
    verdict: z.enum(['accepted', 'refused']),
    /** One word such as `cooldown`; `detail` says more. */
    reason: text.optional(),
    detail: text.optional(),
    source: text.optional(),
    symbol: text.optional(),
    /** `BUY`, `SELL`, `CLOSE`, … */
    action: text.optional(),
    confidence: decimal.optional(),
    /** The position that it became. */
    position: text.optional(),
    /** The last failure when it was tried. */
    failure: text.optional(),
  })
  .meta({ id: 'Signal' })
export type SignalShown = z.output<typeof signalShown>
