import type { RulesChange } from './changed-rules.ts'
import type { Fault, FaultRule, HaltStatus } from './rule.ts'

/** After `from`, up to and including `to`; ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A time in which a symbol accepts no orders, and the status it then shows. */
export interface Halt extends Span {
  readonly status: HaltStatus
}

export const isIn = ({ from, to }: Span, at: number): boolean => at > from && at <= to

/** Faults that hit a symbol's market for a time, whichever client asks. */
export interface LastingFaults {
  /** When a symbol's market stands still, oldest first; `to` is infinite while no end is known. */
  halts(symbol: string): readonly Halt[]
  /** When the symbol is not listed, oldest first in the same way. */
  delistings(symbol: string): readonly Span[]
  /** How the symbol's rules are changed at this time; if two changes set the same rule, the later one counts. */
  rulesChange(symbol: string, at: number): RulesChange | undefined
  /** How late the symbol's funding is paid. */
  fundingLateMs(symbol: string): number
}

/** Reads the rules at work each time it is asked. */
export function lastingFaults(rules: () => readonly FaultRule[]): LastingFaults {
  /** The faults of one kind that hit a symbol's market, oldest first. */
  const lasting = <K extends Lasting['kind']>(kind: K, symbol: string) =>
    rules()
      .flatMap(({ match, fault }) =>
        isLasting(fault, kind) && (match?.symbol ?? symbol) === symbol ? [fault] : [],
      )
      .map(fault => ({ ...fault, to: fault.to ?? Number.POSITIVE_INFINITY }))
      .sort((x, y) => x.from - y.from)
  return {
    halts: symbol =>
      lasting('halt', symbol).map(halt => ({
        ...spanOf(halt),
        status: ('status' in halt && halt.status) || 'TRADING_HALT',
      })),
    delistings: symbol => lasting('delist', symbol).map(spanOf),
    rulesChange: (symbol, at) => {
      const changes = lasting('rules', symbol).filter(span => isIn(span, at))
      return changes.length === 0 ? undefined : Object.assign({}, ...changes)
    },
    fundingLateMs: symbol =>
      rules().reduce(
        (latest, { match, fault }) =>
          fault.kind === 'funding' && (match?.symbol ?? symbol) === symbol
            ? Math.max(latest, fault.lateMs)
            : latest,
        0,
      ),
  }
}

const spanOf = ({ from, to }: Span): Span => ({ from, to })

type Lasting = Extract<Fault, { readonly from: number }>

function isLasting<K extends Lasting['kind']>(
  fault: Fault,
  kind: K,
): fault is Lasting & { readonly kind: K } {
  return fault.kind === kind
}
