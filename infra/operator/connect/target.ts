import type { Venue } from '#ports/configuration.ts'

/** Which stack is meant: options that every command takes. */
export interface Target {
  /** The file of a local stack's connection. */
  readonly local?: string
  /** The deployment: paper, demo or live. */
  readonly env: Venue
  readonly profile?: string
  readonly region?: string
  /** What `cdk deploy --outputs-file` wrote. */
  readonly outputs?: string
}
