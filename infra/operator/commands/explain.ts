import { verifyPosition, verifyVerdict } from '#decisions/replay.ts'
import type { Position } from '#domain/position.ts'
import { exitOf } from '#figures/exit.ts'
import type { StoredEntry, Verdict } from '#ports/state.ts'
import { paint } from '../../terminal/colours.ts'
import { clockTime, moment, span } from '../../terminal/time.ts'
import { marginAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { askedAndDone } from '../explain/asked-and-done.ts'
import { decisionText } from '../explain/decision-text.ts'
import { broken, pointsText } from '../explain/points-text.ts'
import { signalStory } from '../explain/signal-story.ts'
import { stepText } from '../explain/step-text.ts'
import { allEqual, verifiedText } from '../explain/verified-text.ts'
import { verifyAll } from '../explain/verify-all.ts'
import { positionNamed } from '../positions.ts'
import { lacking } from '../report/lacking.ts'

export interface ExplainOptions {
  readonly verify?: boolean
  readonly all?: boolean
}

/**
 * A position's whole story, from its signal's verdict and its journal, and whether it is what was asked for; with
 * `verify` every decision replayed.
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
  const now = connection.stack.clock.now()
  const ofSignal = await connection.state.signals.read(name, now)
  if (ofSignal && !ofSignal.positionId) return signalStory(ofSignal, options.verify === true)
  const position = await positionNamed(connection, ofSignal?.positionId ?? name)
  const [assetOf, journal, judged, stored] = await Promise.all([
    marginAssets(connection, [position.symbol]),
    connection.state.journal.read(position.id),
    connection.state.signals.read(position.signalId, now),
    connection.state.positions.read(position.id),
  ])
  const points = askedAndDone({
    position,
    journal,
    ...(judged && { judged }),
    ...(stored?.closeWish && { closeWish: stored.closeWish }),
    intervalMs: connection.configuration.checkIntervalSeconds * 1_000,
    now,
  })
  const verified = options.verify && [
    ...(judged ? verifyVerdict(judged) : []),
    ...verifyPosition(position, journal),
  ]
  const text = [
    headline(position, assetOf(position.symbol)),
    story(position, journal, judged),
    pointsText(points),
  ]
  if (verified) text.push(verifiedText(position.id, verified))
  return {
    data: { position, journal, points, ...(judged && { verdict: judged }), ...(verified && { verified }) },
    text: text.join('\n\n'),
    exitCode: broken(points).length > 0 || (verified && !allEqual(verified)) ? exitCodes.no : exitCodes.yes,
  }
}

function headline(
  { id, symbol, side, leverage, tier, state, source, signalId, signalAt, result }: Position,
  asset = '',
): string {
  const net = result?.provisional
    ? `its result not known: ${lacking(result)}`
    : `net ${result?.netPnl} ${asset}`.trimEnd()
  const end = result ? `, closed by ${exitOf(result.reason, tier)}, ${net}` : ''
  return `${paint.bold(`${id}: ${symbol} ${side} ${leverage}x`)}, ${state}${end}\nsignal ${signalId} from ${source} at ${moment(signalAt)}`
}

/** One line per step; in front of it the time, and how long after the step before. */
function story(position: Position, journal: readonly StoredEntry[], judged: Verdict | undefined): string {
  const admitted = (judged?.decisions ?? []).map(decision => ({
    at: judged?.at ?? 0,
    text: decisionText(decision),
  }))
  const steps = [...admitted, ...journal.map(entry => ({ at: entry.at, text: stepText(entry) }))]
  const lines = steps.map(({ at, text }, n) => {
    const before = steps[n - 1]?.at ?? position.signalAt
    return `${clockTime(at)} ${paint.dim(`+${span(Math.max(0, at - before))}`.padStart(10))}  ${text}`
  })
  return lines.join('\n') || 'Its journal is empty: nothing was sent for it.'
}
