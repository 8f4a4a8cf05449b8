import { randomBytes } from 'node:crypto'
import type { Answer } from '../../answer.ts'
import { exitCodes } from '../../complaint.ts'
import type { Connection } from '../../connect/connection.ts'
import { plain } from '../read/story-shown.ts'
import type { ActionAsked, ActionDone, ActionPreview, NothingToDo } from '../shown/action.ts'
import { askedOf } from './asked-of.ts'

/** The action would now do something else than its preview said; nothing was done. */
export class NotAsPreviewed extends Error {}

/** How long a preview may be confirmed; real milliseconds. */
const validMs = 120_000
/** Most previews kept: an operator looks at one at a time. */
const mostKept = 20

interface Agreed {
  readonly asked: ActionAsked
  readonly lines: readonly string[]
  readonly expiresAt: number
}

/** Stops a command before it acts, and carries its description of what it would do. */
class Previewed extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super('previewed')
    this.lines = lines
  }
}

/** The operator's commands on the page: first a preview of what they would do; then, once confirmed, exactly that. */
export function createActions(connection: Connection) {
  const agreed = new Map<string, Agreed>()
  return {
    /** Runs the command up to its question. Passes on what the command throws. */
    async preview(asked: ActionAsked): Promise<ActionPreview | NothingToDo> {
      try {
        const { text } = await askedOf(connection, asked, lines => {
          throw new Previewed(lines)
        })
        return { nothing: linesOf(text) }
      } catch (error) {
        if (!(error instanceof Previewed)) throw error
        const preview = randomBytes(16).toString('base64url')
        const expiresAt = Date.now() + validMs
        agreed.set(preview, { asked, lines: error.lines, expiresAt })
        for (const id of [...agreed.keys()].slice(0, -mostKept)) agreed.delete(id)
        return { preview, lines: error.lines.map(plain), expiresAt }
      }
    },
    /** Does what a preview showed, once. Throws `NotAsPreviewed` if the command would now ask something else. */
    async confirm(preview: string): Promise<ActionDone> {
      const given = agreed.get(preview)
      agreed.delete(preview)
      if (!given || given.expiresAt < Date.now())
        throw new NotAsPreviewed('this preview is used, or older than two minutes; nothing was done')
      const { text, exitCode = exitCodes.yes } = await askedOf(connection, given.asked, lines => {
        if (JSON.stringify(lines) !== JSON.stringify(given.lines))
          throw new NotAsPreviewed('something else would happen now than was shown; nothing was done')
      })
      return { isDone: exitCode === exitCodes.yes, lines: linesOf(text) }
    },
  }
}
export type Actions = ReturnType<typeof createActions>

/** Width of a dialog's lines, in characters. */
const columns = 100

const linesOf = (text: Answer['text']): readonly string[] =>
  plain(typeof text === 'string' ? text : text(columns)).split('\n')
