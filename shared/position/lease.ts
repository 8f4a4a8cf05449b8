import { entryOf, type JournalEntry } from '#domain/events/journal.ts'
import { lineOf, warnings } from '#domain/events/log.ts'
import type { Position } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { Stored } from '#ports/state.ts'

/** Another writer has the position. Nothing is wrong: a later look comes back to it. */
export class PositionBusy extends Error {
  constructor(id: string) {
    super(`Position ${id} is being changed by another writer; it is tried again later`)
    this.name = 'PositionBusy'
  }
}

/** The lease ran out and another writer took over: this one must not act any more. */
export class LostLease extends Error {
  constructor(id: string) {
    super(`Position ${id} was changed by another writer; this one stops here`)
    this.name = 'LostLease'
  }
}

/**
 * Holds the position's lease while `work` runs. `leaseMs` must exceed the function's timeout, so that two writers
 * never overlap. Throws `PositionBusy` if the lease is taken.
 */
export async function holding<T>(
  context: Omit<Context, 'exchange'>,
  lease: { readonly id: string; readonly holder: string; readonly leaseMs: number },
  work: (held: HeldPosition) => Promise<T>,
): Promise<T> {
  const now = context.clock.now()
  const stored = await context.state.positions.lease(lease.id, lease.holder, now, now + lease.leaseMs)
  if (!stored) throw new PositionBusy(lease.id)
  const held = hold(context, stored)
  try {
    return await work(held)
  } finally {
    try {
      await held.flush()
    } finally {
      await context.state.positions.release(lease.id, lease.holder)
    }
  }
}

function hold(context: Omit<Context, 'exchange'>, stored: Stored<Position>): HeldPosition {
  let { item: position, version } = stored
  let notes: JournalEntry[] = []
  return {
    get position() {
      return position
    },
    async write(next) {
      const written = await context.state.positions.write(next, version)
      if (written === undefined) throw new LostLease(position.id)
      position = next
      version = written
    },
    note(event, details) {
      notes.push(entryOf(context.clock.now(), event, details))
      const { id: positionId, symbol } = position
      const level = warnings.includes(event) ? 'warn' : 'info'
      context.telemetry[level](event, lineOf<typeof event>({ positionId, symbol }, details))
    },
    decided(event, decision) {
      notes.push(entryOf(context.clock.now(), event, decision))
    },
    async flush() {
      const writing = [...notes]
      if (writing.length > 0) await context.state.journal.append(position.id, writing)
      notes = notes.slice(writing.length)
    },
  }
}
