import { hash } from 'node:crypto'
import type { Message } from './message.ts'

/** What is asked for where a message that is sent again could not be told from a new one. */
export const withoutId =
  'expected an id, or a time of its own ({{timenow}} at TradingView; {{time}} is that of the bar, often long past): without either a message that is sent again would be a second trade'

export const hasId = ({ id }: Message['fields']): boolean => id !== undefined && id !== null && id !== ''

/**
 * With an id: its own, else one made of the source and all that it says, its time among it. The secret is no part of
 * that, so that a message that is sent again under a new token is still the same.
 */
export function identified(source: string, fields: Message['fields']): Message['fields'] {
  if (hasId(fields)) return fields
  return { ...fields, id: `webhook-${hash('sha256', JSON.stringify([source, fields]), 'hex').slice(0, 32)}` }
}
