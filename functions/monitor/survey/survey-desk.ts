import type { Desk } from '#protection/desk.ts'
import type { Configuration } from '#runtime/configuration.ts'

export interface SurveyDesk extends Desk {
  readonly configuration: Configuration
  readonly deployment: string
  /** Who holds a lease, when one is taken: this invocation. */
  readonly holder: string
  /** Resolves after so many milliseconds: no symbol is waited for longer. Without it each is waited for to its end. */
  readonly patience?: (ms: number) => Promise<void>
}
