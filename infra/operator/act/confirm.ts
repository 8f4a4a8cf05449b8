import { confirmed } from '../../terminal/confirmed.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { Complaint, exitCodes } from '../complaint.ts'

export interface Consent {
  /** The answer given beforehand, for scripts. */
  readonly yes?: boolean
  /** Asks elsewhere than on the terminal, for instance on the page; throws when the operator did not say yes. */
  readonly ask?: (what: readonly string[]) => void
}

/** Shows what will happen and asks. Without a terminal `--yes` is required. */
export async function confirm(what: readonly string[], { yes, ask }: Consent): Promise<void> {
  if (ask) return ask(what)
  process.stderr.write(`${forTerminal(what.join('\n'))}\n`)
  if (yes) return
  if (!process.stdin.isTTY) {
    throw new Complaint(
      exitCodes.usage,
      'this command acts, and there is no terminal to ask on',
      'add --yes if you mean it',
    )
  }
  if (await confirmed('Do it? Type yes: ')) return
  throw new Complaint(exitCodes.declined, 'nothing was done', 'type yes to go on')
}
