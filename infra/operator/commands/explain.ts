import { paint } from '../../terminal/colours.ts'
import { clockTime, span } from '../../terminal/time.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { whatIsNamed } from '../explain/named.ts'
import { broken, pointsText } from '../explain/points-text.ts'
import { signalStory } from '../explain/signal-story.ts'
import { headline, readStory, type Story, storySteps, verifiedStory } from '../explain/story.ts'
import { allEqual, verifiedText } from '../explain/verified-text.ts'
import { verifyAll } from '../explain/verify-all.ts'

export interface ExplainOptions {
  readonly verify?: boolean
  readonly all?: boolean
}

/**
 * A position's whole story, from its signal's verdict and its journal, and whether it matches what was asked for. With
 * `verify`, every decision is replayed.
 */
export async function explain(
  connection: Connection,
  name: string | undefined,
  options: ExplainOptions,
): Promise<Answer> {
  if (options.all && name) {
    const todo = 'leave one of them out'
    throw new Complaint(exitCodes.usage, `--all verifies all positions, and ${name} is one`, todo)
  }
  if (options.all) return verifyAll(connection)
  if (!name) {
    throw new Complaint(
      exitCodes.usage,
      'expected a position, got none',
      'run `qt explain POSITION` or `qt explain --verify --all`',
    )
  }
  const named = await whatIsNamed(connection, name)
  if ('verdict' in named) return signalStory(named.verdict, options.verify === true)
  const { position } = named
  const told = await readStory(connection, position)
  const { journal, judged, points } = told
  const verified = options.verify && verifiedStory(told)
  const text = [headline(told).join('\n'), drawn(told), pointsText(points)]
  if (verified) text.push(verifiedText(position.id, verified))
  return {
    data: { position, journal, points, ...(judged && { verdict: judged }), ...(verified && { verified }) },
    text: text.join('\n\n'),
    exitCode: broken(points).length > 0 || (verified && !allEqual(verified)) ? exitCodes.no : exitCodes.yes,
  }
}

/** One line per step, after its time and the time since the previous step. */
function drawn(told: Story): string {
  const steps = storySteps(told)
  const lines = steps.map(({ at, text }, n) => {
    const before = steps[n - 1]?.at ?? told.position.signalAt
    return `${clockTime(at)} ${paint.dim(`+${span(Math.max(0, at - before))}`.padStart(10))}  ${text}`
  })
  return lines.join('\n') || 'Its journal is empty: nothing was sent for it.'
}
