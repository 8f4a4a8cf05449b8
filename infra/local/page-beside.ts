import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'

/** The operator's tool, named by its path: what runs a stack knows nothing of it. */
const tool = fileURLToPath(new URL('../operator/qt.mjs', import.meta.url))

/** What is asked for of a page beside a run. */
export interface PageAsked {
  readonly page?: boolean
  /** In the browser as well. */
  readonly open?: boolean
}

export const pageOptions = (): readonly Option[] => [
  new Option('--page', 'serve its page on this machine, and print the address'),
  new Option('--open', 'open the page in the browser; implies --page').implies({ page: true }),
]

/**
 * Serves the page of a stack that is found by that file, as `qt page --local` does: in a process of its own, so that no
 * reader takes time from what trades. Its lines are noted. It ends with this process, or when the answered function is
 * called.
 */
export function servePageBeside(
  file: string,
  { open = false }: PageAsked,
  note: (line: string) => void,
): () => void {
  const args = [tool, 'page', `--local=${file}`, '--port', '0', ...(open ? ['--open'] : [])]
  // Its Enter is the terminal's; by the channel it notices that this process is gone.
  const page = spawn(process.execPath, args, { stdio: ['inherit', 'pipe', 'inherit', 'ipc'] })
  if (page.stdout) createInterface({ input: page.stdout }).on('line', note)
  page.once('exit', code => {
    if (code) note(`The page ended with exit code ${code}.`)
  })
  return () => page.kill('SIGTERM')
}
