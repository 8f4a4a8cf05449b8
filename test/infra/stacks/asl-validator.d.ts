declare module 'asl-validator' {
  /** What the Amazon States Language says against a definition. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean
    readonly errors: readonly unknown[]
  }
}
