import type { Position } from '#domain/position.ts'
import type { Exchange } from '#exchange/port.ts'
import type { Clock } from '#runtime/clock.ts'
import type { Telemetry } from '#runtime/telemetry.ts'
import type { Decision, JournalEntry, State, Stored } from '#state/port.ts'

/** What acting on a position takes. */
export interface Desk {
  readonly exchange: Exchange
  readonly state: State
  readonly clock: Clock
  readonly telemetry: Telemetry
}

/**
 * A position in the hands of one writer: what it is now, its version, and its story since the last save.
 * The story is written in batches, off the way of the requests that protect.
 */
export interface HeldPosition {
  readonly position: Position
  /** Replaces the position in the table; throws `LostLease` when somebody else wrote in between. */
  write(position: Position): Promise<void>
  /** Notes one step: what was seen, decided, sent or answered. Also one line of log. */
  note(event: string, details?: Readonly<Record<string, unknown>>): void
  /** Notes what a pure rule decided and from what, in the journal alone: what comes of it is logged by itself. */
  decided(event: string, decision: Decision, details?: Readonly<Record<string, unknown>>): void
  /** Writes the notes into the journal. */
  flush(): Promise<void>
}

/** Another writer has the position. Nothing is wrong: it is looked at again later. */
export class PositionBusy extends Error {
  constructor(id: string) {
    super(`Position ${id} is in the hands of another writer; it is tried again later`)
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
 * Holds the position's lease while `work` runs. `leaseMs` must be longer than the function's timeout, so
 * that two writers never overlap. Throws `PositionBusy` when the lease is taken.
 */
export async function holding<T>(
  desk: Omit<Desk, 'exchange'>,
  lease: { readonly id: string; readonly holder: string; readonly leaseMs: number },
  work: (held: HeldPosition) => Promise<T>,
): Promise<T> {
  const now = desk.clock.now()
  const stored = await desk.state.positions.lease(lease.id, lease.holder, now, now + lease.leaseMs)
  if (!stored) throw new PositionBusy(lease.id)
  const held = hold(desk, stored)
  try {
    return await work(held)
  } finally {
    try {
      await held.flush()
    } finally {
      await desk.state.positions.release(lease.id, lease.holder)
    }
  }
}

function hold(desk: Omit<Desk, 'exchange'>, stored: Stored<Position>): HeldPosition {
  let { item: position, version } = stored
  let notes: JournalEntry[] = []
  return {
    get position() {
      return position
    },
    async write(next) {
      const written = await desk.state.positions.write(next, version)
      if (written === undefined) throw new LostLease(position.id)
      position = next
      version = written
    },
    note(event, details = {}) {
      notes.push({ at: desk.clock.now(), event, ...details })
      desk.telemetry.info(event, { positionId: position.id, symbol: position.symbol, ...details })
    },
    decided(event, decision, details = {}) {
      notes.push({ at: desk.clock.now(), event, ...details, ...decision })
    },
    async flush() {
      const writing = [...notes]
      if (writing.length > 0) await desk.state.journal.append(position.id, writing)
      notes = notes.slice(writing.length)
    },
  }
}
