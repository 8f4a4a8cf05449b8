import type { Position } from '#domain/position.ts'
import type { JournalEntry } from '#state/port.ts'
import { paint } from '../../local/show/colours.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { stepText } from '../explain/step-text.ts'
import { type Verified, verifyDecisions } from '../explain/verify.ts'
import { allPositions, positionNamed } from '../positions.ts'
import type { Room } from '../room.ts'
import { clockTime, moment, span } from '../show/time.ts'

export interface ExplainOptions {
  readonly verify?: boolean
  readonly all?: boolean
}

/** A position's whole story from its journal; with `verify` every recorded decision made again. */
export async function explain(
  room: Room,
  name: string | undefined,
  options: ExplainOptions,
): Promise<Answer> {
  if (options.all) return verifyAll(room)
  if (!name) {
    throw new Complaint(
      exitCodes.usage,
      'no position was named',
      'say `qt explain POSITION` or `qt explain --verify --all`',
    )
  }
  const position = await positionNamed(room, name)
  const journal = await room.state.journal.read(position.id)
  const verified = options.verify ? verifyDecisions(position, journal) : undefined
  const text = [headline(position), story(position, journal)]
  if (verified) text.push(verdict(position.id, verified))
  return {
    data: { position, journal, ...(verified && { verified }) },
    text: text.join('\n\n'),
    exitCode: verified && !allEqual(verified) ? exitCodes.no : exitCodes.yes,
  }
}

async function verifyAll(room: Room): Promise<Answer> {
  const positions = await allPositions(room)
  const found = await Promise.all(
    positions.map(async position => ({
      position: position.id,
      symbol: position.symbol,
      verified: verifyDecisions(position, await room.state.journal.read(position.id)),
    })),
  )
  const equal = found.every(({ verified }) => allEqual(verified))
  return {
    data: { equal, positions: found },
    text:
      found.map(each => verdict(`${each.position} ${each.symbol}`, each.verified)).join('\n') ||
      'No position yet.',
    exitCode: equal ? exitCodes.yes : exitCodes.no,
  }
}

const allEqual = (verified: readonly Verified[]) => verified.every(each => each.equal)

function headline({
  id,
  symbol,
  side,
  leverage,
  state,
  source,
  signalId,
  signalAt,
  result,
}: Position): string {
  const end = result ? `, closed by ${result.reason}, net ${result.netPnl}` : ''
  return `${paint.bold(`${id}: ${symbol} ${side} ${leverage}x`)}, ${state}${end}\nsignal ${signalId} from ${source} at ${moment(signalAt)}`
}

/** One line per step; in front of it the time, and how long after the step before. */
function story(position: Position, journal: readonly JournalEntry[]): string {
  const lines = journal.map((entry, n) => {
    const before = journal[n - 1]?.at ?? position.signalAt
    return `${clockTime(entry.at)} ${paint.dim(`+${span(entry.at - before)}`.padStart(10))}  ${stepText(entry)}`
  })
  return lines.join('\n') || 'Its journal is empty: nothing was sent for it.'
}

function verdict(what: string, verified: readonly Verified[]): string {
  const different = verified.filter(each => !each.equal)
  if (different.length === 0) {
    return `${what}: ${paint.green(`${verified.length} decisions made again, all equal`)}`
  }
  const lines = different.map(
    each => `  ${clockTime(each.at)} ${each.rule}\n    recorded ${each.recorded}\n    again    ${each.again}`,
  )
  return `${what}: ${paint.red(`${different.length} of ${verified.length} decisions come out differently`)}\n${lines.join('\n')}`
}
