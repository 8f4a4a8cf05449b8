import { ConfigurationError } from '#settings/configuration.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import { failedCode } from '../failed-code.ts'
import { type PageAsked, servePageBeside } from '../page-beside.ts'
import { createScreen } from '../play/show/screen.ts'
import { Unsynthesized } from '../runner/assembly.ts'
import { FileUnusable } from '../runner/connection-file.ts'
import { FolderInUse, FolderUnusable } from './folder-lock.ts'
import { NoPrices } from './line-there.ts'
import { OtherSettings } from './made-with.ts'
import { type RunLiveOptions, runLive } from './run-live.ts'
import { StateDamaged } from './state-files.ts'

/** Errors told without a stack trace: the operator can act on them. */
const toldPlainly = [
  ...[ConfigurationError, FileUnusable, NoPrices, Unsynthesized],
  ...[FolderInUse, FolderUnusable, OtherSettings, StateDamaged],
]

/** Trades at today's prices until this process is asked to end; then shows the verdict, and exits. */
export async function liveUntilEnded({
  page,
  open,
  ...options
}: Omit<RunLiveOptions, 'screen'> & PageAsked): Promise<void> {
  const screen = createScreen(process.stdout)
  let end = (): void => process.exit(failedCode)
  endWithItsReader(() => end())
  const run = await runLive({ ...options, screen }).catch(told)
  if (!run) return
  const stopPage = page && servePageBeside(options.file, { ...(open && { open }) }, screen.note)
  end = () => {
    // Its open connections would keep the stack's servers from closing.
    if (stopPage) stopPage()
    void exitCodeAfter(run.end()).then(process.exit)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  process.once('SIGHUP', end)
}

/** Whether all went well; an ending that failed says nothing about the promises. */
export const exitCodeAfter = (ending: Promise<boolean>): Promise<number> =>
  ending.then(
    isWell => (isWell ? 0 : 1),
    (error: unknown) => {
      show(error)
      return failedCode
    },
  )

function told(error: unknown): undefined {
  show(error)
  process.exitCode = failedCode
}

function show(error: unknown): void {
  const isPlain = toldPlainly.some(kind => error instanceof kind)
  console.error(isPlain ? forTerminal((error as Error).message) : error)
}
