import { timing } from './timing.ts'

const { least, most } = timing.retry

/**
 * How long a signal of this age rests when it could not be tried, in milliseconds, rounded to whole seconds as queues
 * require: the fresher, the shorter. A signal that expires before then returns just after, is too old, and is rejected
 * as such.
 */
export function restBeforeRetry(ageMs: number, goodForMs?: number): number {
  const longest = goodForMs === undefined ? most : goodForMs - ageMs + 1_000
  const rest = Math.max(least, Math.min(ageMs / 3, longest))
  return Math.ceil(rest / 1000) * 1000
}

/**
 * How long a message rests after a request to wait this long: until the wait ends, or as long as its queue hides it
 * anyway.
 */
export const restOfWait = (leftMs: number): number =>
  Math.ceil(Math.min(timing.visibility.trades, Math.max(least, leftMs)) / 1_000) * 1_000

/**
 * How long a refused order rests before it is sent again: 200 to 399 ms, different for each position, so that they
 * do not all return at once.
 */
export const restBeforeResend = (positionId: string): number =>
  200 + (Number.parseInt(positionId.slice(-4), 36) % 200)

/** How often a message that always fails is received up to this age, and once more at it. */
function receivesUntil(ageMs: number): number {
  let receives = 1
  for (let age = 0; age <= ageMs; age += restBeforeRetry(age, ageMs)) receives += 1
  return receives
}

/** Receives of a message that crashes its function, before it goes to the dead-letter queue. */
export const crashReceives = 5

/**
 * Receives of a close before it goes to its dead-letter queue: half an hour. Lambda's throttling spends receives
 * too, and a close that is throttled for some minutes must not end there.
 */
export const closeReceives = 20

/**
 * Receives of a trade message before it goes to its dead-letter queue. A signal that cannot be tried ends as a
 * verdict, however often it was received; a CLOSE is never too old, and is tried as long as a message that crashes
 * the function.
 */
export const tradeReceives = (signalMaxAgeMs: number): number =>
  crashReceives + receivesUntil(Math.max(signalMaxAgeMs, crashReceives * timing.visibility.trades))

/**
 * Receives of a letter to a channel before it goes to its dead letters: the most that SQS allows, because the
 * notifier gives a letter up by its age. The limit ends only a letter that crashes it.
 */
export const letterReceives = 1_000

/**
 * Tries of a batch of changes after the first one. AWS does not say how long it waits between them; a record that
 * crashes the function must not hold up its shard for hours.
 */
export const changeRetries = 100
