import { type Verified, verifyPosition, verifyVerdict } from '#decisions/replay.ts'
import type { Position } from '#domain/position.ts'
import { exitOf } from '#figures/exit.ts'
import type { StoredEntry, Verdict } from '#ports/state.ts'
import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import { marginAssets } from '../account/margin-asset.ts'
import type { Connection } from '../connect/connection.ts'
import { lacking } from '../report/lacking.ts'
import { askedAndDone, type Point } from './asked-and-done.ts'
import { decisionText } from './decision-text.ts'
import { stepText } from './step-text.ts'

/** Everything that the table holds about a position. */
export interface Story {
  readonly position: Position
  readonly journal: readonly StoredEntry[]
  /** The signal's verdict; verdicts are kept for a month. */
  readonly judged?: Verdict
  /** What was asked for beside what was done. */
  readonly points: readonly Point[]
  /** Margin asset. */
  readonly asset: string | undefined
}

export async function readStory(connection: Connection, position: Position): Promise<Story> {
  const now = connection.stack.clock.now()
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
  return { position, journal, ...(judged && { judged }), points, asset: assetOf(position.symbol) }
}

/** Replays every decision, the one on its signal first. */
export const verifiedStory = ({ position, journal, judged }: Story): readonly Verified[] => [
  ...(judged ? verifyVerdict(judged) : []),
  ...verifyPosition(position, journal),
]

/** The position, how it ended, and its signal. */
export function headline({ position, asset = '' }: Story): readonly string[] {
  const { id, symbol, side, leverage, tier, state, source, signalId, signalAt, result } = position
  const net = result?.provisional
    ? `its result not known: ${lacking(result)}`
    : `net ${result?.netPnl} ${asset}`.trimEnd()
  const end = result ? `, closed by ${exitOf(result.reason, tier)}, ${net}` : ''
  return [
    `${paint.bold(`${id}: ${symbol} ${side} ${leverage}x`)}, ${state}${end}`,
    `signal ${signalId} from ${source} at ${moment(signalAt)}`,
  ]
}

/** Its steps in sentences, starting with the decisions on its signal. */
export function storySteps({ journal, judged }: Story) {
  const admitted = (judged?.decisions ?? []).map(decision => ({
    at: judged?.at ?? 0,
    event: decision.rule,
    text: decisionText(decision),
  }))
  return [...admitted, ...journal.map(entry => ({ at: entry.at, event: entry.event, text: stepText(entry) }))]
}
