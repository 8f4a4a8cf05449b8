import { CommanderError } from 'commander'
import { exitCodes } from './complaint.ts'
import { program } from './program.ts'
import { runner } from './run.ts'

/** Reads the command line and does what it says. Exit codes: see complaint.ts. */
export async function runCommandLine(): Promise<void> {
  endWithItsReader()
  const qt = program(runner)
  for (const command of [qt, ...qt.commands]) command.exitOverride()
  try {
    await qt.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.yes : exitCodes.usage
  }
}

/** A reader like `head` may have seen enough. A command writes once it has acted, so nothing is left half done. */
function endWithItsReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}
