import { ExchangeError } from '#ports/exchange-error.ts'
import { type AnsweredError, NoAnswer } from './failure.ts'
import { codeOf, rulingOn } from './outcome.ts'

/** Turns a read that failed on the wire into the error that its callers know. */
export function readError(
  facts: { readonly call: string; readonly symbol: string | undefined },
  error: AnsweredError | NoAnswer,
): ExchangeError {
  if (error instanceof NoAnswer) return new ExchangeError({ ...facts, retriable: true }, error.message)
  const { answer } = error
  const again = { code: codeOf(answer), retriable: rulingOn(answer).again, rest: answer.rest }
  return new ExchangeError({ ...facts, ...again }, error.message)
}
