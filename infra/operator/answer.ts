import type { ExitCode } from './complaint.ts'

/** A command's result: `data` for scripts, `text` for the operator. */
export interface Answer {
  readonly data: unknown
  readonly text: string | Drawing
  /** Default: yes. */
  readonly exitCode?: ExitCode
}

/** Text that fits a width, in characters per line. */
export type Drawing = (columns: number) => string
