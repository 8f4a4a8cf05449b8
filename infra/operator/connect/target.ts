import type { Venue } from '#ports/configuration.ts'

/** Options of every command that say which stack is meant. */
export interface Target {
  /** The file of a local stack's connection. */
  readonly local?: string
  /** The deployment: paper, demo or live. */
  readonly env: Venue
  readonly profile?: string
  readonly region?: string
  /** The file that `cdk deploy --outputs-file` wrote. */
  readonly outputs?: string
}
