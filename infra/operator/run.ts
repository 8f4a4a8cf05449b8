import type { Command } from 'commander'
import { scrubber } from '#binance/scrub.ts'
import { paint } from '../terminal/colours.ts'
import { columnsOf } from '../terminal/columns.ts'
import { forTerminal, jsonForTerminal } from '../terminal/for-terminal.ts'
import type { Answer } from './answer.ts'
import { Complaint, exitCodes } from './complaint.ts'
import type { Connection } from './connect/connection.ts'
import type { Target } from './connect/target.ts'
import { complaintOf } from './failure-words.ts'

interface Said extends Target {
  readonly json?: boolean
  readonly wide?: boolean
}

/** Runs one command and prints its answer. */
export interface Runner {
  /** Runs a command without a stack. */
  plain(qt: Command, command: () => Promise<Answer>): Promise<void>
  /** Runs a command on a stack; with `watch` again every so many seconds. */
  connected(
    qt: Command,
    command: (connection: Connection) => Promise<Answer>,
    options?: { watch?: number | true },
  ): Promise<void>
}

/** As often as the watch looks. */
const usualSeconds = 10

export const runner: Runner = {
  plain: (qt, command) => shown(qt.opts<Said>(), command),
  connected: (qt, command, { watch } = {}) => {
    const said = qt.opts<Said>()
    return shown(said, async () => {
      const { openConnection } = await import('./connect/connection.ts')
      const connection = await openConnection(said, line =>
        process.stderr.write(`${paint.dim(forTerminal(line))}\n`),
      )
      const everyMs = (watch === true ? usualSeconds : (watch ?? 0)) * 1000
      while (watch) {
        // Shows a failed look; the next one is made all the same.
        await shown(
          said,
          async () => {
            await connection.stack.keepTime()
            return command(connection)
          },
          redrawing,
        )
        await new Promise(resolve => setTimeout(resolve, everyMs))
      }
      return command(connection)
    })
  },
}

/** On a terminal a new look replaces the previous one. */
const redrawing = process.stdout.isTTY ? '\u001b[H\u001b[2J' : ''

async function shown(said: Said, command: () => Promise<Answer>, before = ''): Promise<void> {
  try {
    print(said, await command(), before)
  } catch (error) {
    fail(said, error)
  }
}

function print({ json, wide }: Said, { data, text, exitCode = exitCodes.yes }: Answer, before: string): void {
  const drawn = () => (typeof text === 'string' ? text : text(columnsOf(process.stdout, wide)))
  process.stdout.write(json ? `${jsonForTerminal(data, 2)}\n` : `${before}${forTerminal(drawn())}\n`)
  process.exitCode = exitCode
}

/** An unexplained failure is a defect of this tool: it is shown whole, except for secrets. */
function fail(said: Said, error: unknown): void {
  const complaint = complaintOf(error, said)
  const scrub = scrubber([])
  const whole = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { exitCode, message, todo } =
    complaint ??
    new Complaint(exitCodes.unreachable, whole, 'this is not expected: please report it with the command')
  const text = scrub(message)
  process.stderr.write(
    said.json
      ? `${jsonForTerminal({ error: text, todo, exitCode })}\n`
      : forTerminal(`qt: ${complaint ? text : whole.split('\n').map(scrub).join('\n')}\n    → ${todo}\n`),
  )
  process.exitCode = exitCode
}
