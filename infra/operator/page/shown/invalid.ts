import * as z from 'zod'
import { text, time } from './scalars.ts'

/** A message in the invalid queue: it was not a valid signal. */
export const invalidMessage = z
  .object({ messageId: text, at: time.optional(), problems: z.array(text), body: text, isCut: z.boolean() })
  .meta({ id: 'InvalidMessage' })
export type InvalidMessage = z.output<typeof invalidMessage>

/** The invalid queue: its approximate size, and messages that were read on request. */
export const invalidShown = z
  .object({ waiting: z.number(), messages: z.array(invalidMessage) })
  .meta({ id: 'Invalid' })
export type InvalidShown = z.output<typeof invalidShown>
