import * as z from 'zod'
import { figuresShape } from './figures-shape.ts'

const amount = z.string().regex(/^-?\d+(\.\d+)?$/)
const positive = z.string().regex(/^\d+(\.\d+)?$/)
const count = z.number().int().min(0)

/** Exactly what `--json` promises to write. */
export const reportShape = z.strictObject({
  interruptedAt: z.iso.datetime().optional(),
  signals: z.strictObject({
    received: count,
    accepted: count,
    rejected: z.record(z.string().regex(/^[a-z-]+$/), z.number().int().min(1)),
  }),
  positions: z.array(
    z.strictObject({
      id: z.string().min(1),
      symbol: z.string().regex(/^[A-Z0-9]+$/),
      side: z.enum(['long', 'short']),
      source: z.string().min(1),
      leverage: z.number().int().min(1).max(125),
      entryPrice: positive,
      exitPrice: positive,
      quantity: positive,
      openedAt: z.iso.datetime(),
      closedAt: z.iso.datetime(),
      reason: z.string().regex(/^[a-z-]+$/),
      exit: z.string().regex(/^[a-z-]+$/),
      highestTier: z.number().int().min(0).max(5),
      grossPnl: amount,
      fees: positive,
      netPnl: amount,
      nakedMs: count,
      nakedBy: z.record(z.string(), z.number().min(0)),
    }),
  ),
  emergencyCloses: count,
  ticks: z.strictObject({ due: count, done: count, held: count }),
  weight: z.strictObject({ perMinuteMax: z.number().min(0), perMinuteMean: z.number().min(0) }),
  ordersLeft: count,
  duplicateEntries: count,
  promises: z.strictObject({
    'never-naked': z.boolean(),
    once: z.boolean(),
    clean: z.boolean(),
    'no-flip': z.boolean(),
    'never-looser': z.boolean(),
    accounted: z.boolean(),
    heard: z.boolean(),
    'as-told': z.boolean(),
    watched: z.boolean(),
  }),
  breaches: z.partialRecord(z.string().regex(/^[a-z-]+$/), z.array(z.string().min(1)).min(1)),
  figures: figuresShape,
})
