import type { ExitCode } from './complaint.ts'

/** What a command found or did: `data` for scripts, `text` for the operator. */
export interface Answer {
  readonly data: unknown
  readonly text: string
  /** Yes without. */
  readonly exitCode?: ExitCode
}
