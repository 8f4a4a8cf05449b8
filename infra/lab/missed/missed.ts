import { hash } from 'node:crypto'
import { InvalidArgumentError } from 'commander'
import type { RefusalReason } from '#domain/admission.ts'
import type { DecimalString } from '#domain/decimal.ts'
import { positionIdOf } from '#domain/identity.ts'
import { oppositeOf } from '#domain/opposite.ts'
import type { Sources } from '#domain/sources.ts'
import { missedOf, refusedOf } from '#figures/missed.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { Plan } from '../../local/play/plan.ts'
import type { ArrivingLine } from '../../local/play/signal-lines.ts'
import type { LabOptions, PlayedInLab } from '../play-lab.ts'
import { playAlone } from './alone.ts'
import { isOfTheAccount, lifted } from './lifted.ts'

type Verdicts = PlayedInLab['records']['verdicts']
type Verdict = Verdicts[number]

/** The most that `--missed` may play. */
export function mostMissed(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InvalidArgumentError(`Expected the most rejected entries to play, like 200; got ${text}.`)
  return Number(text)
}

/** What rejected entries would have made, by message id. */
export interface FoundOut {
  readonly made: ReadonlyMap<string, DecimalString>
  /** Why the others still became no position. */
  readonly refused: readonly string[]
  /** How many were played; fewer than were rejected if there were too many. */
  readonly played: number
}

/**
 * Plays the entries that were rejected because of the account's state, each alone: at its own time, on an account of
 * its own with the same starting balance, without the limit that rejected it, and with the messages that could have
 * closed it. If there are more than the limit, plays an evenly spread selection.
 */
export async function playMissed(
  plan: Plan,
  { records: { verdicts } }: Pick<PlayedInLab, 'records'>,
  options: Pick<LabOptions, 'pace' | 'quota'> & {
    readonly most: number
    readonly onPlayed?: (count: number, of: number) => void
  },
): Promise<FoundOut> {
  const { most, onPlayed = () => {} } = options
  const configuration = loadConfiguration(lifted(plan.environment))
  const due = verdicts.filter(isMissed)
  const chosen = spread(due, most)
  const lineOf = linesOf(plan.signals)
  const closes = mayClose(configuration.sources)
  const made = new Map<string, DecimalString>()
  const refused: string[] = []
  for (const [index, verdict] of chosen.entries()) {
    const entry = lineOf(verdict)
    const closing = verdicts.filter(each => closes(each, verdict)).map(lineOf)
    const later = closing.filter(({ at }) => at >= entry.at).toSorted((a, b) => a.at - b.at)
    const signals = [entry, ...later]
    const position = positionIdOf(verdict.signalId)
    const alone = await playAlone({ configuration, market: plan.market, signals }, position, options)
    if ('net' in alone) made.set(verdict.messageId, alone.net)
    else refused.push(alone.refused)
    onPlayed(index + 1, chosen.length)
  }
  return { made, refused, played: chosen.length }
}

/** The same run, with the results of its rejected entries in its figures. */
export function withMissed<Played extends Pick<PlayedInLab, 'report' | 'records'>>(
  played: Played,
  { made }: FoundOut,
): Played {
  const { report, records } = played
  const missed = missedOf(refusedOf(records.verdicts, made))
  return { ...played, report: { ...report, figures: { ...report.figures, missed } } }
}

/** How many entries `playMissed` would play. */
export const missedIn = (verdicts: Verdicts): number => verdicts.filter(isMissed).length

const isMissed = ({ verdict, reason = '', action }: Verdict): boolean =>
  verdict === 'refused' && (action === 'BUY' || action === 'SELL') && isOfTheAccount(reason)

/** Reasons in the message itself, the same on any account. */
const ofTheMessage: readonly string[] = [
  'invalid',
  'hold',
  'stale',
  'duplicate',
  'low-confidence',
  'low-sentiment',
] satisfies RefusalReason[]

/**
 * Signals that may close a position: a CLOSE of its symbol, or an opposite signal of a source whose opposite signals
 * close.
 */
const mayClose =
  (sources: Sources) =>
  (each: Verdict, { symbol, action }: Verdict): boolean =>
    each.symbol === symbol &&
    !ofTheMessage.includes(each.reason ?? '') &&
    (each.action === 'CLOSE' || (each.action !== action && oppositeOf(sources, each.source ?? '') !== 'warn'))

function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as T)
}

/** The full message and its first arrival: the table keeps only its beginning and its hash. */
function linesOf(signals: Plan['signals']): (verdict: Verdict) => ArrivingLine {
  const byHash = new Map(signals.toReversed().map(line => [hash('sha256', line.body, 'hex'), line]))
  return ({ messageHash, messageId }) => {
    const line = byHash.get(messageHash)
    if (!line) throw new Error(`Expected the signal of message ${messageId} among those played, got none.`)
    return line
  }
}
