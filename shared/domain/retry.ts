import { timing } from './timing.ts'

const { least, most } = timing.retry

/**
 * How long a signal of this age rests that could not be tried, in milliseconds, but in whole seconds as queues take
 * them: the fresher, the shorter. One that is
 * good for so long only comes again as soon as it is too old, to be told so.
 */
export function restBeforeRetry(ageMs: number, goodForMs?: number): number {
  const longest = goodForMs === undefined ? most : goodForMs - ageMs + 1_000
  const rest = Math.max(least, Math.min(ageMs / 3, longest))
  return Math.ceil(rest / 1000) * 1000
}

/** How long what was asked to wait for so much longer rests: until then, or as long as its queue keeps it by itself. */
export const restOfWait = (leftMs: number): number =>
  Math.ceil(Math.min(timing.visibility.trades, Math.max(least, leftMs)) / 1_000) * 1_000

/**
 * How long a refused order rests before it is sent again: 200 to 399 ms, each position its own, so that they do not come
 * together.
 */
export const restBeforeResend = (positionId: string): number =>
  200 + (Number.parseInt(positionId.slice(-4), 36) % 200)

/** How often a message that always fails is received before it is this old, and once more then. */
function receivesUntil(ageMs: number): number {
  let receives = 1
  for (let age = 0; age <= ageMs; age += restBeforeRetry(age, ageMs)) receives += 1
  return receives
}

/** Receives of a message on which its function crashes, before it goes to its dead-letter queue. */
export const crashReceives = 5

/**
 * Receives of a close before it goes to its dead-letter queue: half an hour. One is also spent where Lambda throttles the
 * function, and a close that is throttled for some minutes must not end there.
 */
export const closeReceives = 20

/**
 * Receives of a trade message before it goes to its dead-letter queue. A signal that cannot be tried ends as a verdict, however often
 * it comes until then; a CLOSE is never too old, and tried for as long as one on which the function crashes.
 */
export const tradeReceives = (signalMaxAgeMs: number): number =>
  crashReceives + receivesUntil(Math.max(signalMaxAgeMs, crashReceives * timing.visibility.trades))

/**
 * Receives of a letter to a channel before it goes to its dead letters: as many as SQS takes, because what tells it gives
 * it up by its age; they end what it crashes on.
 */
export const letterReceives = 1_000

/**
 * Tries of a batch of changes after the first one. AWS does not say how long it rests between them; a record on which
 * the function crashes must not hold up its shard for hours.
 */
export const changeRetries = 100
