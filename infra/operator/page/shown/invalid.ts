import * as z from 'zod'
import { text, time } from './scalars.ts'

/** A message that was no valid signal, as it lies in the invalid queue. */
export const invalidMessage = z
  .object({ messageId: text, at: time.optional(), problems: z.array(text), body: text, isCut: z.boolean() })
  .meta({ id: 'InvalidMessage' })
export type InvalidMessage = z.output<typeof invalidMessage>

/** The invalid queue: how many lie in it, about; and those that were read when they were asked for. */
export const invalidShown = z
  .object({ waiting: z.number(), messages: z.array(invalidMessage) })
  .meta({ id: 'Invalid' })
export type InvalidShown = z.output<typeof invalidShown>
