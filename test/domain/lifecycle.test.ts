import { expect, test } from 'vitest'
import { type LifecycleEvent, nextState } from '#domain/lifecycle.ts'
import type { PositionState } from '#domain/position.ts'

const events: readonly LifecycleEvent[] = ['filled', 'not-filled', 'close', 'flat', 'found']

/** The whole life, by event in the order above; a dash is impossible. */
const life: Readonly<Record<PositionState, readonly (PositionState | '-')[]>> = {
  entering: ['open', 'abandoned', 'closing', '-', 'entering'],
  open: ['open', '-', 'closing', '-', 'open'],
  closing: ['closing', '-', 'closing', 'closed', 'closing'],
  closed: ['-', '-', 'closed', 'closed', 'closing'],
  abandoned: ['-', 'abandoned', '-', '-', 'entering'],
}

const rows = Object.entries(life).flatMap(([state, nexts]) =>
  events.map((event, index) => [state as PositionState, event, nexts[index] ?? '-'] as const),
)

test.each(rows.filter(([, , next]) => next !== '-'))('%s, then %s, is %s', (state, event, next) => {
  expect(nextState(state, event)).toBe(next)
})

test('an impossible event is an error that names the possible ones', () => {
  expect(() => nextState('open', 'flat')).toThrow(/possible is filled, close, found$/)
})

test.each(rows.filter(([, , next]) => next === '-'))('%s cannot meet %s', (state, event) => {
  expect(() => nextState(state, event)).toThrow(
    new RegExp(`^A position that is ${state} cannot meet '${event}'; possible is `),
  )
})
