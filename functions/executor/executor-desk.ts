import type { Desk } from '#protection/desk.ts'
import type { Configuration } from '#runtime/configuration.ts'
import type { StartWatch } from '#runtime/watch.ts'

export interface ExecutorDesk extends Desk {
  readonly configuration: Configuration
  readonly deployment: string
  readonly startWatch: StartWatch
  /** Who holds the lease: this invocation. */
  readonly holder: string
}
