/** Why the system refused something (no space, no permission, no such folder); undefined for any other error. */
export const systemRefusal = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error ? error.message : undefined
