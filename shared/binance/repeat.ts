import type { Clock } from '#ports/clock.ts'
import { AnsweredError, NoAnswer } from './failure.ts'
import { rulingOn } from './outcome.ts'

/**
 * Repeats a read once, at once, if that may help: no answer came, or one that blames the moment. A read that took
 * longer than `withinMs` to fail is not repeated, since the caller may not have the time; nor is any read while we
 * must wait.
 */
export async function onceMore<T>(clock: Clock, withinMs: number, ask: () => Promise<T>): Promise<T> {
  const askedAt = clock.now()
  try {
    return await ask()
  } catch (error) {
    if (!mayHelp(error) || clock.now() - askedAt > withinMs) throw error
    return ask()
  }
}

const mayHelp = (error: unknown): boolean =>
  error instanceof NoAnswer || (error instanceof AnsweredError && rulingOn(error.answer).again)
