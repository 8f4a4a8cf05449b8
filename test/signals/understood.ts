import type { Sources } from '#domain/sources.ts'
import { parseSignal, type Understood } from '#signals/parse-signal.ts'
import { now } from '../domain/builders.ts'

/** A moment ago, in each form that producers use. */
export const stamped = {
  at: now - 1_000,
  iso: '2025-02-03T02:06:59Z',
  seconds: 1_738_548_419,
}

/** Sources for which the operator sets a confidence, but no shape. */
export const trusted: Sources = { tv: { confidence: '0.8' }, bot: { confidence: '0.75' } }

const textOf = (message: unknown) => (typeof message === 'string' ? message : JSON.stringify(message))

export function understood(message: unknown, sources: Sources = trusted): Understood {
  const parsed = parseSignal(textOf(message), now, { sources })
  if (!parsed.valid) throw new Error(parsed.problems.join('; '))
  return parsed
}

export function problemsOf(message: unknown, sources: Sources = trusted): readonly string[] {
  const parsed = parseSignal(textOf(message), now, { sources })
  return parsed.valid ? [] : parsed.problems
}
