import type { Invocation } from '#ports/context.ts'
import type { StartWatch } from '#ports/watch.ts'

/** What opening a position takes. */
export interface EntryContext extends Invocation {
  readonly startWatch: StartWatch
}
