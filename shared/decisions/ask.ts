import { type EntrySignal, type Refusal, refuseEntry, refuseSignal, refuseSymbol } from '#domain/admission.ts'
import type { Decision, SignalRule } from '#domain/events/deciding.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Context } from '#ports/context.ts'
import {
  type AdmissionInputs,
  admissionDecision,
  type FreshnessInputs,
  freshnessDecision,
  type SymbolInputs,
  symbolDecision,
} from './record.ts'

/** What admission said, and on what it rests. */
export interface Admission {
  /** Absent when nothing was refused. */
  readonly refusal?: Refusal
  readonly decisions: readonly Decision[]
}

type Asked<R extends SignalRule = SignalRule> = readonly [refusal: Refusal | undefined, decision: Decision<R>]

/** The message itself. */
export function askFreshness(inputs: FreshnessInputs): Asked<'refuse-signal'> {
  const refusal = refuseSignal(inputs.signal, inputs.settings, inputs.now)
  return [refusal, freshnessDecision(inputs, refusal)]
}

/** The symbol; without rules the exchange does not have it. */
export function askSymbol(
  inputs: Omit<SymbolInputs, 'rules'> & { readonly rules: SymbolRules | undefined },
): Asked<'refuse-symbol'> {
  const { symbol, rules, settings, now } = inputs
  const refusal = refuseSymbol(symbol, rules, settings, now)
  return [refusal, symbolDecision({ symbol, ...(rules && { rules }), settings, now }, refusal)]
}

/** The account. `worstLoss` is the position's own, once it is known. */
export function askAccount(
  inputs: Omit<AdmissionInputs, 'signal' | 'worstLoss'> & {
    readonly signal: EntrySignal
    readonly worstLoss?: string
  },
): Asked<'refuse-entry'> {
  const { signal, account, settings, now, worstLoss = '0' } = inputs
  const refusal = refuseEntry(signal, account, settings, now, worstLoss)
  return [refusal, admissionDecision({ signal, account, settings, now, worstLoss }, refusal)]
}

/** What comes next for a position; `moveDecision` records it. */
export const askMove = (
  { nextMove: rule = nextMove }: Pick<Context, 'nextMove'>,
  position: OpenPosition,
  look: Look | BlindLook,
): Move => rule(position, look)

/** Asks one after the other until one refuses. */
export function admitBy(...questions: readonly (() => Asked)[]): Admission {
  const decisions: Decision[] = []
  for (const ask of questions) {
    const [refusal, decision] = ask()
    decisions.push(decision)
    if (refusal) return { refusal, decisions }
  }
  return { decisions }
}
