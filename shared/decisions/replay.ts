import { type EntrySignal, refuseEntry, refuseSignal, refuseSymbol } from '#domain/admission.ts'
import { type CloseEvidence, closeReason } from '#domain/close-reason.ts'
import { dec } from '#domain/decimal.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis } from '#domain/entry-plan.ts'
import type { Decision, PositionRule, SignalRule } from '#domain/events/deciding.ts'
import type { Priced } from '#domain/mark.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { planRungs } from '#domain/rungs.ts'
import { adoptedStopLevel } from '#domain/stop-level.ts'
import type { StoredEntry, Verdict } from '#ports/state.ts'
import { inTodaysWords } from './former-words.ts'
import type {
  AccountInputs,
  FoundInputs,
  MoveInputs,
  RungInputs,
  SignalInputs,
  SymbolInputs,
} from './record.ts'

/**
 * A position's settings, which stay for life, and its rules, for decisions that do not name the rules they were made
 * by.
 */
type Lasting = Pick<Position, 'id' | 'symbol' | 'side' | 'settings' | 'rules'>

const ofSignals = {
  'admit-signal': (inputs: string) => {
    const { signal, settings, now, closesFreely = false } = JSON.parse(inputs) as SignalInputs
    return refuseSignal(signal, settings, now, { closesFreely })
  },
  'admit-symbol': (inputs: string) => {
    const { symbol, rules, settings, now } = JSON.parse(inputs) as SymbolInputs
    return refuseSymbol(symbol, rules as SymbolRules | undefined, settings, now)
  },
  'admit-account': (inputs: string) => {
    const { signal, account, settings, now, worstLoss } = JSON.parse(inputs) as AccountInputs
    return refuseEntry(signal as EntrySignal, account, settings, now, worstLoss)
  },
  'plan-entry': (inputs: string) => planEntry(JSON.parse(inputs) as EntryBasis),
} as const satisfies Record<SignalRule, (inputs: string) => unknown>

const ofPositions = {
  'plan-rungs': (inputs: string, { side, settings, rules }: Lasting) => {
    const { entryPrice, quantity, leverage, rules: then } = JSON.parse(inputs) as RungInputs
    return planRungs({ side, settings, rules: { ...rules, ...then }, leverage, entryPrice, quantity })
  },
  'next-move': (inputs: string, { id, symbol, side, settings, rules }: Lasting) => {
    const { position, look, marks, measured, rules: then } = JSON.parse(inputs) as MoveInputs
    const lasting = { id, symbol, side, settings: { ...settings, ...measured }, rules: { ...rules, ...then } }
    const seen = { ...look, ...trustThen(marks) }
    return nextMove({ ...lasting, ...position } as OpenPosition, seen)
  },
  'adopted-stop': (inputs: string, { side, settings, rules }: Lasting) => {
    const { entryPrice, markPrice, leverage, rules: then = rules } = JSON.parse(inputs) as FoundInputs
    const found = { side, leverage, entry: dec(entryPrice) }
    const mark = markPrice === undefined ? undefined : dec(markPrice)
    return adoptedStopLevel(found, mark, dec(settings.stopLossPct), dec(then.tickSize)).toFixed()
  },
  'close-reason': (inputs: string) => closeReason(JSON.parse(inputs) as CloseEvidence),
} as const satisfies Record<PositionRule, (inputs: string, position: Lasting) => unknown>

/** How far a mark was believed when a decision was made. */
function trustThen(marks: MoveInputs['marks']): Omit<Priced, 'markPrice'> {
  if (marks === undefined) return { touch: 'trusted' }
  if (marks === 2) return { nearTrusted: true, denialForgotten: true }
  return marks === 3 ? { denialForgotten: true } : {}
}

/** One recorded decision, replayed by today's rules; both as JSON text. */
export interface Verified {
  readonly at: number
  readonly rule: string
  readonly recorded: string
  readonly again: string
  readonly equal: boolean
}

/** Whether an entry of the journal is a decision. */
export const isDecision = (entry: StoredEntry): entry is StoredEntry & Decision =>
  typeof entry.rule === 'string' && typeof entry.inputs === 'string' && typeof entry.outcome === 'string'

/** Makes every recorded decision of a position again. */
export const verifyPosition = (position: Lasting, journal: readonly StoredEntry[]): readonly Verified[] =>
  journal.filter(isDecision).map(entry => verified(entry.at, entry, position))

/** Makes the decisions behind a signal's verdict again. */
export const verifyVerdict = ({ at, decisions = [] }: Verdict): readonly Verified[] =>
  decisions.map(decision => verified(at, decision))

function askAgain({ rule, inputs }: Decision, position?: Lasting): unknown {
  if (isRuleOf(ofSignals, rule)) return ofSignals[rule](inputs)
  if (position && isRuleOf(ofPositions, rule)) return ofPositions[rule](inputs, position)
  throw new Error(`this release has no rule ${rule}`)
}

const isRuleOf = <T extends object>(rules: T, name: string): name is keyof T & string =>
  Object.hasOwn(rules, name)

/** A rule that cannot be asked any more counts as a difference. */
function verified(at: number, decision: Decision, position?: Lasting): Verified {
  const today = inTodaysWords(decision)
  const { rule, outcome: recorded } = today
  const again = textOf(() => askAgain(today, position))
  return { at, rule, recorded, again, equal: again === recorded }
}

function textOf(ask: () => unknown): string {
  try {
    return JSON.stringify(ask() ?? null)
  } catch (error) {
    return `it cannot be replayed: ${error instanceof Error ? error.message : String(error)}`
  }
}
