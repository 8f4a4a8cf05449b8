import {
  type AdmissionAccount,
  type AdmissionSettings,
  type EntrySignal,
  type Moment,
  type Refusal,
  refuseEntry,
  refuseSignal,
  refuseSymbol,
} from '#domain/admission.ts'
import type { Decision, SignalRule } from '#domain/events/deciding.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import { oppositeOf } from '#domain/opposite.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Signal } from '#domain/signal.ts'
import type { Sources } from '#domain/sources.ts'
import type { Context } from '#ports/context.ts'
import { accountDecision, signalDecision, symbolDecision } from './record.ts'

/** What admission said, and its grounds. */
export interface Admission {
  /** Absent if nothing was refused. */
  readonly refusal?: Refusal
  readonly decisions: readonly Decision[]
}

type Asked<R extends SignalRule = SignalRule> = readonly [refusal: Refusal | undefined, decision: Decision<R>]

/** The gate passes a signal that ends an open position; an entry meets no position, or waits until it is gone. */
function passingOn(
  { source }: EntrySignal,
  settings: AdmissionSettings & { readonly sources: Sources },
): AdmissionSettings {
  const opposite = oppositeOf(settings.sources, source)
  return opposite === 'warn' ? settings : { ...settings, opposite }
}

/**
 * Admission at one moment: three questions, of which each moment asks those whose answers it may be the first to know.
 * The decisions record the moment.
 */
export const admissionAt = (
  moment: Moment,
  settings: AdmissionSettings & { readonly sources: Sources },
  now: number,
) => ({
  now,

  /** Whether the signal itself may be traded, and is fresh and confident enough. */
  signal(signal: Signal): Asked<'admit-signal'> {
    const refusal = refuseSignal(signal, settings, now)
    return [refusal, signalDecision({ moment, signal, settings, now }, refusal)]
  },

  /** Whether the symbol may be traded; a symbol without rules is not on the exchange. */
  symbol(symbol: string, rules: SymbolRules | undefined): Asked<'admit-symbol'> {
    const refusal = refuseSymbol(symbol, rules, settings, now)
    return [refusal, symbolDecision({ moment, symbol, ...(rules && { rules }), settings, now }, refusal)]
  },

  /** Whether the account can take the position. `worstLoss` is the position's own, once it is known. */
  account(signal: EntrySignal, account: AdmissionAccount, worstLoss = '0'): Asked<'admit-account'> {
    const judged = moment === 'gate' ? passingOn(signal, settings) : settings
    const refusal = refuseEntry(signal, account, judged, now, worstLoss)
    return [refusal, accountDecision({ moment, signal, account, settings: judged, now, worstLoss }, refusal)]
  },
})

export type AdmissionAt = ReturnType<typeof admissionAt>

/** A position's next move; `moveDecision` records it. */
export const askMove = (
  { nextMove: rule = nextMove }: Pick<Context, 'nextMove'>,
  position: OpenPosition,
  look: Look | BlindLook,
): Move => rule(position, look)

/** Asks one question after the other until one refuses. */
export function admitBy(...questions: readonly (() => Asked)[]): Admission {
  const decisions: Decision[] = []
  for (const ask of questions) {
    const [refusal, decision] = ask()
    decisions.push(decision)
    if (refusal) return { refusal, decisions }
  }
  return { decisions }
}
