import type { Dec } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { SymbolRules } from '#paper/rules.ts'

/**
 * The oracle's whole evidence: the requests, and the venue's answers. It asks no rule of the product; of the table it
 * reads only which signal an entry names.
 */
export interface Testimony {
  /** The settings as given: `QT_…`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signals: readonly SentSignal[]
  /** Position id → the id of the signal that it names. */
  readonly openedBy: ReadonlyMap<string, string>
  readonly ledgers: readonly VenueLedger[]
  readonly asked: readonly Asked[]
  readonly rulesOf: (symbol: string) => SymbolRules
  /** When the exchange changed a symbol's tick or step. */
  readonly ruleChanges: readonly RuleChange[]
  /** Complete looks at a symbol without any fault, in order. */
  readonly looks: readonly WholeLook[]
  /** When an operator halted entries; times in milliseconds. */
  readonly halts: readonly Span[]
  /** When another client traded on a symbol, or cancelled orders there. */
  readonly deeds: readonly { readonly symbol: string; readonly at: number }[]
  /** Whether a fault hit a symbol between two times. */
  readonly wasDisturbed: (symbol: string, from: number, to: number) => boolean
  /** Since when an operator closes open positions. */
  readonly closedFrom: number
}

/** Everything but the books: what one position is judged by besides its own. */
export type Nearby = Omit<Testimony, 'ledgers'>

/** The tick, step and maximum order of a symbol, from this time on. */
export interface RuleChange {
  readonly symbol: string
  readonly at: number
  readonly tickSize: Dec
  readonly stepSize: Dec
  readonly most: Dec
}

/** A message as its producer sent it. */
export interface SentSignal {
  /** The message's stored verdict. */
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
  /** When it first reached the gate: from then on it may be acted on. */
  readonly cameAt: number
  /** When the gate was first done with it: from then on it must be acted on. */
  readonly takenAt: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** One look of the watch at a symbol: its start and end, and who requested the account in it. */
export interface WholeLook extends Span {
  readonly symbol: string
  readonly survey: string
}

/** A request to the exchange, its caller, and the answer; undefined if none arrived. */
export interface Asked {
  readonly caller: string
  /** `GET positionRisk`. */
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly sentAt: number
  readonly answer?: Answer
}

export interface Answer {
  readonly at: number
  readonly status: number
  readonly text: string
}

/** The content of an answer; undefined if it has none. */
export function bodyOf<T>(asked: Asked | undefined): T | undefined {
  if (!asked?.answer) return undefined
  try {
    return JSON.parse(asked.answer.text) as T
  } catch {
    return undefined
  }
}

/** The exchange's own code for the refusal. */
export const codeOf = (asked: Asked): number | undefined => bodyOf<{ readonly code?: number }>(asked)?.code
