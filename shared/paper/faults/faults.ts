import type { WireRequest } from '../wire/request.ts'
import type { RulesChange } from './changed-rules.ts'
import { matches } from './match.ts'
import { type FaultPlan, noFaults, planOf } from './plan.ts'
import type { Fault, FaultRule } from './rule.ts'

/** A rule at work, with how many requests fitted it and how many of them it harmed. */
export interface ListedRule {
  readonly id: string
  readonly rule: FaultRule
  readonly met: number
  readonly harmed: number
}

/** The rules at work on a venue, which may change at any time. */
export interface Faults {
  /** Answers the rule's id. */
  add(rule: FaultRule): string
  /** False when there is no such rule. */
  remove(id: string): boolean
  clear(): void
  list(): readonly ListedRule[]
  /** Counts the request against every rule that it fits, and tells what goes wrong with it. */
  meet(request: WireRequest, now: number): FaultPlan
  /** When a symbol's market stands still, oldest first; `to` is infinite while no end is known. */
  halts(symbol: string): readonly Span[]
  /** When it is not listed, in the same way. */
  delistings(symbol: string): readonly Span[]
  /** How its rules are changed at this time; of two changes of one of them the later counts. */
  rulesChange(symbol: string, at: number): RulesChange | undefined
  /** How late the symbol's funding is taken. */
  fundingLateMs(symbol: string): number
}

/** From after `from` until `to`; ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

const spanOf = ({ from, to }: Span): Span => ({ from, to })
export const isIn = ({ from, to }: Span, at: number): boolean => at > from && at <= to

export function createFaults(rules: readonly FaultRule[] = []): Faults {
  let listed: ListedRule[] = []
  let added = 0
  /** The faults of one kind that a symbol's market meets, oldest first. */
  const lasting = <K extends Lasting['kind']>(kind: K, symbol: string) =>
    listed
      .flatMap(({ rule: { match, fault } }) =>
        isLasting(fault, kind) && (match?.symbol ?? symbol) === symbol ? [fault] : [],
      )
      .map(fault => ({ ...fault, to: fault.to ?? Number.POSITIVE_INFINITY }))
      .sort((x, y) => x.from - y.from)
  const faults: Faults = {
    add: rule => {
      added += 1
      const id = `fault-${added}`
      listed.push({ id, rule, met: 0, harmed: 0 })
      return id
    },
    remove: id => {
      const left = listed.filter(each => each.id !== id)
      const found = left.length < listed.length
      listed = left
      return found
    },
    clear: () => {
      listed = []
    },
    list: () => listed,
    meet: (request, now) => {
      if (listed.length === 0) return noFaults
      const before = listed
      listed = before.map(each => counted(each, request))
      const harming = listed.filter((each, index) => each.harmed > (before[index]?.harmed ?? 0))
      return planOf(
        harming.map(({ rule }) => rule.fault),
        now,
      )
    },
    halts: symbol => lasting('halt', symbol).map(spanOf),
    delistings: symbol => lasting('delist', symbol).map(spanOf),
    rulesChange: (symbol, at) => {
      const changes = lasting('rules', symbol).filter(span => isIn(span, at))
      return changes.length === 0 ? undefined : Object.assign({}, ...changes)
    },
    fundingLateMs: symbol =>
      listed.reduce(
        (latest, { rule: { match, fault } }) =>
          fault.kind === 'funding' && (match?.symbol ?? symbol) === symbol
            ? Math.max(latest, fault.lateMs)
            : latest,
        0,
      ),
  }
  for (const rule of rules) faults.add(rule)
  return faults
}

/** What a symbol's market meets for a time, whichever client asks. */
type Lasting = Extract<Fault, { readonly from: number }>

function isLasting<K extends Lasting['kind']>(
  fault: Fault,
  kind: K,
): fault is Lasting & { readonly kind: K } {
  return fault.kind === kind
}

function counted(each: ListedRule, request: WireRequest): ListedRule {
  const { rule, met, harmed } = each
  if (!matches(rule.match, request)) return each
  const { skip = 0, times = Number.POSITIVE_INFINITY } = rule
  const harms = met >= skip && harmed < times
  return { ...each, met: met + 1, harmed: harms ? harmed + 1 : harmed }
}
