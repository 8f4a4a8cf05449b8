import type { Dec } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { SymbolRules } from '#paper/rules.ts'

/**
 * All that the oracle is told: what was asked for, and what the venue answered. It asks no rule of the product; the
 * table says only which signal an entry names.
 */
export interface Testimony {
  /** The settings as they were given: `QT_…`. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signals: readonly SentSignal[]
  /** Position id → the id of the signal that it names. */
  readonly openedBy: ReadonlyMap<string, string>
  readonly ledgers: readonly VenueLedger[]
  readonly asked: readonly Asked[]
  readonly rulesOf: (symbol: string) => SymbolRules
  /** Where the exchange made a symbol's tick or step another one. */
  readonly ruleChanges: readonly RuleChange[]
  /** Looks at a symbol that were whole, of which nothing was struck, in order. */
  readonly looks: readonly WholeLook[]
  /** When entries were halted by an operator; times in milliseconds. */
  readonly halts: readonly Span[]
  /** When another client traded on a symbol, or took orders away there. */
  readonly deeds: readonly { readonly symbol: string; readonly at: number }[]
  /** Whether something went wrong on a symbol between two times. */
  readonly wasDisturbed: (symbol: string, from: number, to: number) => boolean
  /** From when on an operator closes what is open. */
  readonly closedFrom: number
}

/** The same but for the books: what one position is judged by beside its own. */
export type Nearby = Omit<Testimony, 'ledgers'>

/** From then on the tick and the step of a symbol, and the most of one order, are these. */
export interface RuleChange {
  readonly symbol: string
  readonly at: number
  readonly tickSize: Dec
  readonly stepSize: Dec
  readonly most: Dec
}

/** A message as its producer sent it. */
export interface SentSignal {
  /** As the verdict on it is kept. */
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
  /** When it came to the gate, the first time: from then on it may be acted on. */
  readonly cameAt: number
  /** When the gate had done with it, the first time: from then on it must be. */
  readonly takenAt: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** One look of the watch at a symbol: when it began and was over, and who asked for the account in it. */
export interface WholeLook extends Span {
  readonly symbol: string
  readonly survey: string
}

/** A request to the exchange, and what was answered to whom; nothing where no answer arrived. */
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

/** What an answer says; undefined for one that says nothing. */
export function bodyOf<T>(asked: Asked | undefined): T | undefined {
  if (!asked?.answer) return undefined
  try {
    return JSON.parse(asked.answer.text) as T
  } catch {
    return undefined
  }
}

/** The exchange's own code of a refusal. */
export const codeOf = (asked: Asked): number | undefined => bodyOf<{ readonly code?: number }>(asked)?.code
