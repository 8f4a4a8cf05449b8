import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'

/** The operator's tool, by its path: code that runs a stack does not import it. */
const tool = fileURLToPath(new URL('../operator/qt.mjs', import.meta.url))

/** Options for a page beside a run. */
export interface PageAsked {
  readonly page?: boolean
  /** Also opens the browser. */
  readonly open?: boolean
}

export const pageOptions = (): readonly Option[] => [
  new Option('--page', 'serve its page on this machine, and print the address'),
  new Option('--open', 'open the page in the browser; implies --page').implies({ page: true }),
]

/**
 * Serves the page of the stack with that connection file, as `qt page --local` does: in a process of its own, so that
 * readers take no time from trading. `note` gets its lines. It ends with this process, or when the returned function
 * is called.
 */
export function servePageBeside(
  file: string,
  { open = false }: PageAsked,
  note: (line: string) => void,
): () => void {
  const args = [tool, 'page', `--local=${file}`, '--port', '0', ...(open ? ['--open'] : [])]
  // It reads Enter from the terminal; by the channel it notices that this process is gone.
  const page = spawn(process.execPath, args, { stdio: ['inherit', 'pipe', 'inherit', 'ipc'] })
  if (page.stdout) createInterface({ input: page.stdout }).on('line', note)
  page.once('exit', code => {
    if (code) note(`The page ended with exit code ${code}.`)
  })
  return () => page.kill('SIGTERM')
}
