import type { Position } from '#domain/position.ts'
import type { SurveyContext } from './survey-context.ts'

/**
 * What is worked out from the record of one position; `otherwise` where the record is damaged so that it cannot be. That
 * is told and alarmed, and the position's own look fails: the looks at all others go on.
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
