import * as z from 'zod'
import { stopStep, takeProfitShown } from './position.ts'
import { decimal, side, text, time } from './scalars.ts'

/** One step of a story, in the words of `qt explain`. */
export const storyStep = z.object({ at: time, event: text, text: z.string() }).meta({ id: 'StoryStep' })

/** Something that was asked for, and what was done about it. `held` is absent until it is due. */
export const storyPoint = z
  .object({ what: text, asked: text, done: text, held: z.boolean().optional() })
  .meta({ id: 'StoryPoint' })

/** How many recorded decisions were replayed, and those with another result. */
export const verifiedShown = z
  .object({
    decisions: z.number(),
    different: z.array(z.object({ at: time, rule: text, recorded: text, again: text })),
  })
  .meta({ id: 'Verified' })
export type VerifiedShown = z.output<typeof verifiedShown>

/** A position's story from its signal’s verdict and its journal, with the levels for its chart. */
export const positionStory = z
  .object({
    id: text,
    symbol: text,
    side,
    /** In words, as the head of `qt explain`. */
    headline: z.array(text),
    state: text,
    leverage: z.number(),
    source: text,
    signalId: text,
    openedAt: time,
    closedAt: time.optional(),
    entryPrice: decimal.optional(),
    exitPrice: decimal.optional(),
    /** Absent until known. */
    net: decimal.optional(),
    asset: text.optional(),
    stops: z.array(stopStep),
    takeProfits: z.array(takeProfitShown),
    emergencyPrice: decimal.optional(),
    steps: z.array(storyStep),
    points: z.array(storyPoint),
    verified: verifiedShown,
  })
  .meta({ id: 'PositionStory' })
export type PositionStory = z.output<typeof positionStory>

/** The same for a signal that became no position. */
export const signalStory = z
  .object({ id: text, lines: z.array(text), verified: verifiedShown })
  .meta({ id: 'SignalStory' })
export type SignalStory = z.output<typeof signalStory>
