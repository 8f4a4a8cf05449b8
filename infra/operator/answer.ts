import type { ExitCode } from './complaint.ts'

/** What a command found or did: `data` for scripts, `text` for the operator. */
export interface Answer {
  readonly data: unknown
  readonly text: string | Drawing
  /** Yes without. */
  readonly exitCode?: ExitCode
}

/** Text that depends on the room it has, in characters a line. */
export type Drawing = (columns: number) => string
