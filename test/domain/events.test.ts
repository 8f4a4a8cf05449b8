import { expect, test } from 'vitest'
import { entryOf } from '#domain/events/journal.ts'
import type { FailureName, LineName } from '#domain/events/log.ts'
import type { HeldPosition } from '#ports/context.ts'
import type { Telemetry } from '#ports/telemetry.ts'

/** Code that must not compile, and code that must: `npm run check` fails if the compiler disagrees. */
void ((held: HeldPosition, telemetry: Telemetry) => {
  held.note('closing', { reason: 'signal' })
  // @ts-expect-error there is no such event
  held.note('closeing', { reason: 'signal' })
  // @ts-expect-error its reason is missing
  held.note('closing', {})
  // @ts-expect-error no position is closed for that
  held.note('closing', { reason: 'bored' })
  // @ts-expect-error a decision is noted with what it was made from
  held.decided('decided', { rule: 'next-move', outcome: '{"move":"hold"}' })
  // @ts-expect-error what to do next is decided by another rule
  held.decided('decided', { rule: 'plan-entry', inputs: '{}', outcome: '{"move":"hold"}' })
  // @ts-expect-error a line of a position says whose it is
  telemetry.info('closing', { reason: 'signal' })
  // @ts-expect-error what failed has words of its own
  telemetry.error('closing', new Error('lost'), { reason: 'signal' })
  const sharedWords: Extract<FailureName, LineName> extends never ? 'none' : 'some' = 'none'
  return sharedWords
})

test('an entry is its event and the details beside it', () => {
  const entry = entryOf(5, 'funding-read', { funding: '-0.5' })
  expect(entry).toEqual({ at: 5, event: 'funding-read', funding: '-0.5' })
})
