import type { Invocation } from '#ports/context.ts'

/** What looking at the whole account takes. */
export interface SurveyContext extends Invocation {
  /** Resolves after so many milliseconds: no symbol is waited for longer. Without it each is waited for to its end. */
  readonly patience?: (ms: number) => Promise<void>
}
