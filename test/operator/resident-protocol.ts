/** One command of the tool, for the resident process. */
export interface Asked {
  readonly id: number
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

export interface Ended {
  readonly id: number
  readonly code: number
  readonly out: string
  readonly err: string
}
