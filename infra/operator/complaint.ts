/** Exit codes. */
export const exitCodes = {
  /** Done, and the answer is yes. */
  yes: 0,
  /** Done, and the answer is no: not safe to trade, rejected, different, not finished. */
  no: 1,
  /** The command, an option or a setting is wrong. */
  usage: 2,
  /** The stack, AWS or the exchange could not be reached, or rejected these credentials. */
  unreachable: 3,
  /** The operator was asked and declined. */
  declined: 4,
  /** Too little evidence to say yes or no. */
  notYet: 5,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Tells the operator why a command cannot go on, and what to do. */
export class Complaint extends Error {
  readonly exitCode: ExitCode
  readonly todo: string
  constructor(exitCode: ExitCode, message: string, todo: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'Complaint'
    this.exitCode = exitCode
    this.todo = todo
  }
}
