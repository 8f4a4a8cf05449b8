import type { Desk } from '#protection/desk.ts'
import type { Configuration } from '#runtime/configuration.ts'

export interface SurveyDesk extends Desk {
  readonly configuration: Configuration
  readonly deployment: string
  /** Who holds a lease, when one is taken: this invocation. */
  readonly holder: string
}

/** Longer than survey's timeout of 20 s. */
export const leaseMs = 25_000
