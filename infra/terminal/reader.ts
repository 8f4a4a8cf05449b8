let acting = 0
let leave: (() => void) | undefined

/**
 * When a reader such as `head` closes either output, the process ends silently. A command of `qt` writes after it has
 * acted, so nothing is left half done; its exit code stays.
 */
export function endWithItsReader(end: () => void = () => process.exit()): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (acting > 0) leave = end
      else end()
    })
}

/** For work that writes as it goes: it finishes before the process ends for want of a reader. */
export async function toItsEnd<T>(work: () => Promise<T>): Promise<T> {
  acting += 1
  try {
    return await work()
  } finally {
    acting -= 1
    if (acting === 0) leave?.()
  }
}
