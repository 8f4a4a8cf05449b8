import type { Answer } from '../../answer.ts'
import type { Connection } from '../../connect/connection.ts'
import type { ActionAsked } from '../shown/action.ts'

/** Seconds that a close may take; `qt` waits as long. */
const timeout = 60

/** Runs the `qt` command of an action; `ask` receives its question. */
export async function askedOf(
  connection: Connection,
  asked: ActionAsked,
  ask: (lines: readonly string[]) => void,
): Promise<Answer> {
  switch (asked.action) {
    case 'close':
      return (await import('../../commands/close.ts')).close(connection, asked.symbol, { timeout, ask })
    case 'flatten':
      return (await import('../../commands/close.ts')).flatten(connection, { halt: asked.halt, timeout, ask })
    case 'halt':
      return (await import('../../commands/halt.ts')).halt(connection, { reason: asked.reason, ask })
    case 'resume':
      return (await import('../../commands/halt.ts')).resume(connection, { ask })
    case 'cancel': {
      const { cancelAll } = await import('../../commands/cancel-all.ts')
      return cancelAll(connection, asked.symbol, { andClose: asked.andClose, timeout, ask })
    }
    default:
      return asked satisfies never
  }
}
