import type { StreamFate, StreamHook, StreamMessage } from '../hook.ts'
import type { Fault, FaultRule, StreamFault } from './rule.ts'

/** Counts an event against the rules that it matches, and returns the faults that harm it. */
type Strike = (fits: (rule: FaultRule) => boolean) => readonly Fault[]

/** What the rules at work do to streams. */
export function streamFaults(strike: Strike): StreamHook {
  const faultsOf = (fits: (rule: FaultRule, fault: StreamFault) => boolean): readonly StreamFault[] =>
    strike(rule => rule.fault.kind === 'stream' && fits(rule, rule.fault)).filter(
      fault => fault.kind === 'stream',
    )
  return {
    refuses: address =>
      faultsOf(({ match }, { what }) => what === 'refused' && (match?.path ?? address) === address).length >
      0,
    endsKey: () => faultsOf((_, { what }) => what === 'key-ended').length > 0,
    meet: message =>
      faultsOf(
        ({ match }, { what }) => what !== 'refused' && what !== 'key-ended' && isOf(match, message),
      ).reduce(struck, { cut: false, deliveredAfterMs: [0] }),
  }
}

const isOf = (match: FaultRule['match'], { stream, event }: StreamMessage): boolean =>
  (match?.stream ?? stream) === stream && (match?.event ?? event) === event

/** Several faults of one message add up. */
function struck(fate: StreamFate, fault: StreamFault): StreamFate {
  const arrivals = fate.deliveredAfterMs
  switch (fault.what) {
    case 'cut':
      return { ...fate, cut: true }
    case 'lost':
      return { ...fate, deliveredAfterMs: [] }
    case 'late':
      return { ...fate, deliveredAfterMs: arrivals.map(ms => ms + fault.ms) }
    case 'twice':
      return { ...fate, deliveredAfterMs: [...arrivals, ...arrivals.map(ms => ms + fault.ms)] }
    case 'refused':
    case 'key-ended':
      return fate
    default:
      return fault satisfies never
  }
}
