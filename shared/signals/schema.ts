import * as z from 'zod'
import { signalMessage } from './message.ts'

/** The schema of our own messages, as JSON Schema: what a producer may check its messages against. */
export const signalJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(signalMessage, { io: 'input' }), null, 2)}\n`
