let acting = 0
let leave: (() => void) | undefined

/**
 * A reader like `head` may have seen enough, of either output: then the process ends without a word. A command of `qt`
 * writes once it has acted, so nothing is left half done; the exit code that it set stays.
 */
export function endWithItsReader(end: () => void = () => process.exit()): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (acting > 0) leave = end
      else end()
    })
}

/** Work that tells as it goes, and comes to its own end before the process follows its reader. */
export async function toItsEnd<T>(work: () => Promise<T>): Promise<T> {
  acting += 1
  try {
    return await work()
  } finally {
    acting -= 1
    if (acting === 0) leave?.()
  }
}
