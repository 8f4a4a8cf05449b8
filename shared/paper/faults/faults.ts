import type { StreamHook, VenueHook } from '../hook.ts'
import type { WireRequest } from '../wire/request.ts'
import { haltedFeed } from './halted-feed.ts'
import { type LastingFaults, lastingFaults } from './lasting.ts'
import { lateFundingFeed } from './late-funding-feed.ts'
import { matches } from './match.ts'
import { type FaultPlan, noFaults, planOf } from './plan.ts'
import type { Fault, FaultRule } from './rule.ts'
import { streamFaults } from './stream-faults.ts'
import { struck } from './struck.ts'

/** A rule at work, with the number of requests (or stream messages) that matched it and of those that it harmed. */
export interface ListedRule {
  readonly id: string
  readonly rule: FaultRule
  readonly met: number
  readonly harmed: number
}

/** The rules at work on a venue, which may change at any time: a hook that makes things go wrong. */
export interface Faults extends VenueHook, LastingFaults {
  readonly streams: StreamHook
  /** Returns the rule's id. */
  add(rule: FaultRule): string
  /** False if there is no such rule. */
  remove(id: string): boolean
  clear(): void
  list(): readonly ListedRule[]
}

export function createFaults(rules: readonly FaultRule[] = []): Faults {
  let listed: ListedRule[] = []
  let added = 0
  const lasting = lastingFaults(() => listed.map(({ rule }) => rule))

  /** Counts an event against every rule that it matches, and returns the faults that harm it. */
  function strike(fits: (rule: FaultRule) => boolean): readonly Fault[] {
    if (listed.length === 0) return []
    const before = listed
    listed = before.map(each => counted(each, fits(each.rule)))
    const harming = listed.filter((each, index) => each.harmed > (before[index]?.harmed ?? 0))
    return harming.map(({ rule }) => rule.fault)
  }

  const planFor = (request: WireRequest, now: number): FaultPlan =>
    listed.length === 0
      ? noFaults
      : planOf(
          strike(({ match, fault }) => fault.kind !== 'stream' && matches(match, request)),
          now,
        )

  const faults: Faults = {
    ...lasting,
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
    market: feed => haltedFeed(lateFundingFeed(feed, lasting), lasting),
    endings: symbol => lasting.delistings(symbol).map(({ from }) => from),
    streams: streamFaults(strike),
    meet: (request, sentAt) => struck(planFor(request, sentAt), lasting),
  }
  for (const rule of rules) faults.add(rule)
  return faults
}

function counted(each: ListedRule, fits: boolean): ListedRule {
  const { rule, met, harmed } = each
  if (!fits) return each
  const { skip = 0, times = Number.POSITIVE_INFINITY } = rule
  const harms = met >= skip && harmed < times
  return { ...each, met: met + 1, harmed: harms ? harmed + 1 : harmed }
}
