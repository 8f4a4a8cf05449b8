import type { StateFiles } from './state-files.ts'

export interface Saving {
  /** Whether everything that has changed until now is on the disk; what could not be brought there is told. */
  saved(): Promise<boolean>
  /** The last save; nothing is saved after it. */
  end(): Promise<void>
}

export interface SavingOptions {
  readonly files: StateFiles
  /** What stands before the lines of everything. */
  readonly heading: string
  readonly cut: (isWhole: boolean) => Promise<readonly string[]>
  /** Whether the folder is still this process's. */
  readonly isHeld: () => boolean
  readonly tell: (line: string) => void
}

/**
 * Saves what has changed, one save after the other. The first one, and the first one after one that failed, is of
 * everything, and so is one in whose place a file has grown long.
 */
export function createSaving({ files, heading, cut, isHeld, tell }: SavingOptions): Saving {
  let isWhole = true
  let ended = false
  let isTold = false
  let last = Promise.resolve(true)
  let next: Promise<boolean> | undefined

  async function save(): Promise<boolean> {
    next = undefined
    if (ended) return false
    if (!isHeld()) {
      if (!isTold)
        tell('Another run has taken this state over while this machine slept: nothing is saved any more.')
      isTold = true
      return false
    }
    try {
      const whole = isWhole || files.isLong()
      // What a cut has told is told by no later one, unless it is of everything.
      isWhole = true
      const lines = await cut(whole)
      if (whole) await files.begin([heading, ...lines])
      else if (lines.length > 0) files.add(lines)
      isWhole = false
      if (isTold) tell('The state is saved again.')
      isTold = false
      return true
    } catch (error) {
      if (!isTold)
        tell(
          `The state could not be saved: ${(error as Error).message}. It is tried again every few seconds.`,
        )
      isTold = true
      return false
    }
  }
  /** All who ask before a save begins are served by that one. */
  const saved = () => {
    next ??= last.then(save)
    last = next
    return next
  }
  return {
    saved,
    async end() {
      await saved()
      ended = true
    },
  }
}
