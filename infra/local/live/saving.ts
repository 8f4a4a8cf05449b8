import type { StateFiles } from './state-files.ts'

export interface Saving {
  /** Whether every change until now is on the disk; the operator is told of failures. */
  saved(): Promise<boolean>
  /** The last save; false, and the operator is told, if it fails. Later changes are not saved. */
  end(): Promise<boolean>
}

export interface SavingOptions {
  readonly files: StateFiles
  /** The header before a full save. */
  readonly heading: string
  readonly cut: (isWhole: boolean) => Promise<readonly string[]>
  /** Whether this process still owns the folder. */
  readonly isHeld: () => boolean
  readonly tell: (line: string) => void
}

/**
 * Saves changes, one save after the other. A save is a full one at the start, after a failed save, and when the file
 * has grown too long.
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
        tell('Another run took over this state while this machine slept: this run no longer saves anything.')
      isTold = true
      return false
    }
    try {
      const whole = isWhole || files.isLong()
      // What one cut reports, no later cut repeats, except a full one.
      isWhole = true
      const lines = await cut(whole)
      if (whole) await files.begin([heading, ...lines])
      else if (lines.length > 0) files.add(lines)
      isWhole = false
      if (isTold) tell('Saving works again.')
      isTold = false
      return true
    } catch (error) {
      if (!isTold)
        tell(`The state could not be saved: ${(error as Error).message}. The run retries every few seconds.`)
      isTold = true
      return false
    }
  }
  /** One save serves all who asked before it began. */
  const saved = () => {
    next ??= last.then(save)
    last = next
    return next
  }
  return {
    saved,
    async end() {
      const isSaved = await saved()
      ended = true
      if (!isSaved && isHeld())
        tell('The last changes are not saved: the next start continues from the save before them.')
      return isSaved
    },
  }
}
