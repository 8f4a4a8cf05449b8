declare module 'asl-validator' {
  /** Objections of the Amazon States Language to a definition. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean
    readonly errors: readonly unknown[]
  }
}
