import { expected, means, type Reading } from './adapter.ts'
import { expectedOf, type MessageField } from './message.ts'

/** A number, or a text that is one. The message's schema checks its bounds. */
export const numberSaid =
  (field: MessageField) =>
  (value: unknown): Reading => {
    if (typeof value === 'number') return means(value)
    return typeof value === 'string' && /^\s*[+-]?\d{1,20}(\.\d{1,20})?\s*$/.test(value)
      ? means(Number(value))
      : expected(expectedOf(field))
  }
