import * as z from 'zod'
import { signalMessage } from './message.ts'

/** The JSON Schema of our own messages, for producers to check against. */
export const signalJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(signalMessage, { io: 'input' }), null, 2)}\n`
