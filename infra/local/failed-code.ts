/** Exit code of whatever kept a command from its work, wrong use above all; 1 means that a promise broke. */
export const failedCode = 2

/** Ends the process after help, or after options that were refused. */
export const endProcess = ({ exitCode }: { readonly exitCode: number }): never =>
  process.exit(exitCode === 0 ? 0 : failedCode)
