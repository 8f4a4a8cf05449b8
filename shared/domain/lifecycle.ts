import type { PositionState } from './position.ts'

/** What happens to a position. */
export type LifecycleEvent = 'filled' | 'not-filled' | 'close' | 'flat' | 'found'

/** The whole life of a position. What has no row here cannot happen. */
const transitions: Readonly<Record<PositionState, Partial<Record<LifecycleEvent, PositionState>>>> = {
  entering: {
    filled: 'open',
    'not-filled': 'abandoned',
    close: 'closing', // the first stop was refused: the market is past it
    found: 'entering',
  },
  open: {
    filled: 'open', // executor and monitor may both see the fill
    close: 'closing', // also when it is flat already: cleaning up is part of closing
    found: 'open',
  },
  closing: {
    close: 'closing', // the first reason stays
    filled: 'closing', // an entry that was found late
    flat: 'closed',
    found: 'closing',
  },
  closed: {
    flat: 'closed',
    close: 'closed',
    found: 'closing', // something of it is open after all
  },
  abandoned: {
    'not-filled': 'abandoned',
    found: 'entering', // its entry was filled after all
  },
}

/** The state after an event; throws if the event cannot happen in this state. */
export function nextState(state: PositionState, event: LifecycleEvent): PositionState {
  const next = transitions[state][event]
  if (!next) {
    const possible = Object.keys(transitions[state]).join(', ')
    throw new Error(`A position that is ${state} cannot meet '${event}'; possible is ${possible}`)
  }
  return next
}
