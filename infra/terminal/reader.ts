/**
 * A reader like `head` may have seen enough, of either output: then the process ends without a word. A command of `qt`
 * writes once it has acted, so nothing is left half done; the exit code that it set stays.
 */
export function endWithItsReader(end: () => void = () => process.exit()): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      end()
    })
}
