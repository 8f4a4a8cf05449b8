import type { Refusal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import type { Quote } from '#ports/exchange.ts'

/** Refuses an entry whose price is impossible: zero, negative, or not a number. */
export function refuseImpossible(quote: Quote): Refusal | undefined {
  const name = (['bid', 'ask', 'last', 'mark'] as const).find(each => !dec(quote[each]).gt(0))
  if (!name) return undefined
  return { reason: 'refused', detail: `the exchange shows a ${name} of ${quote[name]}, which is not a price` }
}
