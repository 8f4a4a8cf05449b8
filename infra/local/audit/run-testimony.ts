import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import type { Verdict } from '#ports/state.ts'
import type { AskedBook } from './asked-book.ts'
import type { LongTestimony } from './oracle/long-testimony.ts'
import type { Asked, SentSignal, WholeLook } from './oracle/testimony.ts'
import type { Records } from './records.ts'

/** What a finished run noted for the oracle. */
export interface RunNotes {
  readonly environment: Readonly<Record<string, string>>
  readonly asked: Pick<AskedBook, 'within' | 'protectedFirst'>
  readonly rules: Pick<RuleBook, 'get'>
  /** When the recording ends and everything is closed. */
  readonly endsAt: number
  /** Surveys that looked at some positions between two ticks, by their callers' names: no look at the whole account. */
  readonly woken?: ReadonlySet<string>
  /** When processes were ended on purpose. */
  readonly struckAt?: readonly number[]
}

/** A run has no strangers, and no faults but those that were made: every other look in it is whole. */
export function runTestimony(
  { environment, asked, rules, endsAt, woken = new Set(), struckAt = [] }: RunNotes,
  { positions, verdicts }: Pick<Records, 'positions' | 'verdicts'>,
  ledgers: Iterable<VenueLedger>,
): LongTestimony {
  return {
    environment,
    ledgers,
    protectedFirst: asked.protectedFirst,
    near(symbol, span) {
      const all = asked.within(span)
      return { asked: all, looks: looksAt(symbol, all, woken) }
    },
    signals: verdicts.flatMap(signalOf),
    openedBy: new Map(positions.map(({ id, signalId }) => [id, signalId])),
    rulesOf(symbol) {
      const found = rules.get(symbol)
      if (!found) throw new Error(`The paper venue has no rules of ${symbol}`)
      return found
    },
    ruleChanges: [],
    halts: [],
    deeds: [],
    wasDisturbed: (_, from, to) => struckAt.some(at => at >= from && at <= to),
    closedFrom: endsAt,
  }
}

/** What the gate may need after the time that it writes into a verdict. */
const gateMs = 2_000

/** The message as it came; one that is cut opened nothing. */
function signalOf({ signalId, message, at, reason }: Verdict): readonly SentSignal[] {
  if (reason === 'duplicate' || reason === 'invalid') return []
  try {
    const body = bodyOf(message)
    return [{ id: signalId, body, cameAt: at, takenAt: at + gateMs }]
  } catch {
    return []
  }
}

/** Throws for one that is neither JSON nor a form. */
const bodyOf = (message: string): Readonly<Record<string, unknown>> =>
  /^[\w.-]+=/.test(message) ? Object.fromEntries(new URLSearchParams(message)) : JSON.parse(message)

/** What the functions of one look may take. Two runs of the watch may look so soon after each other that one is not over. */
const lookMs = 7_000

/** Each reading of the whole account at a tick begins a look, which the next one ends. */
function looksAt(symbol: string, asked: readonly Asked[], woken: ReadonlySet<string>): readonly WholeLook[] {
  const surveys = asked.filter(
    ({ name, caller, params }) =>
      name === 'GET positionRisk' &&
      caller.startsWith('survey ') &&
      !woken.has(caller) &&
      params.symbol === undefined,
  )
  return surveys.flatMap(({ caller, sentAt: from }, index) => {
    const to = Math.min(surveys[index + 1]?.sentAt ?? Number.POSITIVE_INFINITY, from + lookMs)
    return to - from < lookMs ? [] : [{ symbol, survey: caller, from, to }]
  })
}
