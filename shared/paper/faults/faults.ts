import type { WireRequest } from '../wire/request.ts'
import { matches } from './match.ts'
import { type FaultPlan, noFaults, planOf } from './plan.ts'
import type { FaultRule } from './rule.ts'

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
  halts(symbol: string): readonly { readonly from: number; readonly to: number }[]
}

export function createFaults(rules: readonly FaultRule[] = []): Faults {
  let listed: ListedRule[] = []
  let added = 0
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
    halts: symbol =>
      listed
        .flatMap(({ rule: { match, fault } }) =>
          fault.kind === 'halt' && (match?.symbol ?? symbol) === symbol
            ? [{ from: fault.from, to: fault.to ?? Number.POSITIVE_INFINITY }]
            : [],
        )
        .sort((a, b) => a.from - b.from),
  }
  for (const rule of rules) faults.add(rule)
  return faults
}

function counted(each: ListedRule, request: WireRequest): ListedRule {
  const { rule, met, harmed } = each
  if (!matches(rule.match, request)) return each
  const { skip = 0, times = Number.POSITIVE_INFINITY } = rule
  const harms = met >= skip && harmed < times
  return { ...each, met: met + 1, harmed: harms ? harmed + 1 : harmed }
}
