import type { Invocation } from '#ports/context.ts'

/** What looking at the whole account takes. */
export interface SurveyContext extends Invocation {
  /**
   * Resolves after this many milliseconds, the longest that the look waits for a symbol. If absent, the look waits
   * for each symbol to finish.
   */
  readonly patience?: (ms: number) => Promise<void>
}
