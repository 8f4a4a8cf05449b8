import type { Position } from '#domain/position.ts'
import type { SurveyContext } from './survey-context.ts'

/**
 * Derives something from the record of one position; returns `otherwise` if the record is too damaged for that. The
 * damage is logged and raises an alarm, and only that position's look fails: all others go on.
 */
export function workedOut<T>(
  { telemetry }: Pick<SurveyContext, 'telemetry'>,
  { symbol }: Position,
  work: { readonly name: string; readonly otherwise: T },
  run: () => T,
): T {
  try {
    return run()
  } catch (error) {
    telemetry.error('survey-part-failed', error, { part: work.name, symbol })
    telemetry.count('InvariantBroken')
    return work.otherwise
  }
}
