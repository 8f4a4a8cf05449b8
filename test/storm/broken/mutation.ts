/** A way of breaking a promise on purpose: this text in this file becomes that one. */
export interface Mutation {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** Tests that are nearer to what is broken than `test/in-process`, where the storms may not notice. */
  readonly tests?: readonly string[]
}
