import { type Adapter, means } from '../adapter.ts'
import type { Fields } from '../fields.ts'
import { messageFields, signalMessage } from '../message.ts'

/** Our own names and words, exactly. */
export const own: Adapter = {
  read: fields =>
    messageFields.flatMap(field => {
      const said = fields.get(field.toLowerCase())?.find(({ name }) => name === field)
      return said ? [{ field, said, reading: means(said.value) }] : []
    }),
}

/** Whether a message already has our own shape. */
export const isOwn = (fields: Fields): boolean =>
  signalMessage.safeParse(Object.fromEntries(own.read(fields).map(({ field, said }) => [field, said.value])))
    .success
