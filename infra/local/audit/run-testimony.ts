import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import type { Verdict } from '#ports/state.ts'
import type { AskedBook } from './asked-book.ts'
import type { LongTestimony } from './oracle/long-testimony.ts'
import type { Asked, SentSignal, WholeLook } from './oracle/testimony.ts'
import type { Records } from './records.ts'

/** A finished run's notes for the oracle. */
export interface RunNotes {
  readonly environment: Readonly<Record<string, string>>
  readonly asked: Pick<AskedBook, 'within' | 'protectedFirst'>
  readonly rules: Pick<RuleBook, 'get'>
  /** When the recording ends and every position is closed. */
  readonly endsAt: number
  /** Callers of surveys that looked at some positions between two ticks: no look at the whole account. */
  readonly woken?: ReadonlySet<string>
  /** When processes were killed on purpose. */
  readonly struckAt?: readonly number[]
}

/** A run has no other clients, and only injected faults: every other look in it is complete. */
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
      if (!found) throw new Error(`The paper venue has no rules for ${symbol}`)
      return found
    },
    ruleChanges: [],
    halts: [],
    deeds: [],
    wasDisturbed: (_, from, to) => struckAt.some(at => at >= from && at <= to),
    closedFrom: endsAt,
  }
}

/** How long the gate may take after the time in its verdict. */
const gateMs = 2_000

/** The message as it came; a truncated one opened nothing. */
function signalOf({ signalId, message, at, reason }: Verdict): readonly SentSignal[] {
  if (reason === 'duplicate' || reason === 'invalid') return []
  try {
    const body = bodyOf(message)
    return [{ id: signalId, body, cameAt: at, takenAt: at + gateMs }]
  } catch {
    return []
  }
}

/** Throws if a message is neither JSON nor a form. */
const bodyOf = (message: string): Readonly<Record<string, unknown>> =>
  /^[\w.-]+=/.test(message) ? Object.fromEntries(new URLSearchParams(message)) : JSON.parse(message)

/**
 * How long the functions of one look may take. Two runs of the watch may look so close together that they overlap.
 */
const lookMs = 7_000

/** At a tick, each reading of the whole account begins a look, which the next reading ends. */
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
