import type { Desk } from '#protection/desk.ts'

export interface InspectDesk extends Desk {
  /** Who holds the lease: this invocation. */
  readonly holder: string
}

/** Longer than inspect's timeout of 20 s. */
export const leaseMs = 25_000
