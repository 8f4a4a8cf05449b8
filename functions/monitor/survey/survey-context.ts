import type { Invocation } from '#ports/context.ts'

/** What looking at the whole account takes. */
export interface SurveyContext extends Invocation {
  /**
   * Resolves after this many milliseconds: the look waits for no symbol longer. Without it each symbol is
   * waited for to its end.
   */
  readonly patience?: (ms: number) => Promise<void>
}
