import type { Desk } from '#protection/desk.ts'
import type { Configuration } from '#runtime/configuration.ts'

export interface SurveyDesk extends Desk {
  readonly configuration: Configuration
  readonly deployment: string
}
