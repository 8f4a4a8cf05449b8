import { CommanderError } from 'commander'
import { endWithItsReader } from '../terminal/reader.ts'
import { exitCodes } from './complaint.ts'
import { withLocalPlace } from './local-flag.ts'
import { program } from './program.ts'
import { runner } from './run.ts'

/** Runs the command line. Exit codes: see complaint.ts. */
export async function runCommandLine(said: readonly string[] = process.argv.slice(2)): Promise<void> {
  endWithItsReader()
  try {
    await program(runner).parseAsync(withLocalPlace(said), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.yes : exitCodes.usage
  }
}
