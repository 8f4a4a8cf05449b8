/** Which stack is meant: options that every command takes. */
export interface Target {
  /** A connection file, or true for the usual place. */
  readonly local?: string | true
  /** The deployment: paper, demo or live. */
  readonly env: string
  readonly profile?: string
  readonly region?: string
  /** What `cdk deploy --outputs-file` wrote. */
  readonly outputs?: string
}
