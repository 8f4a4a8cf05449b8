import type { Desk } from '#protection/desk.ts'

export interface InspectDesk extends Desk {
  /** Who holds the lease: this invocation. */
  readonly holder: string
}
