import type { Rest } from '#domain/rest.ts'
import type { Told } from '#domain/told.ts'
import type { Usage } from './exchange.ts'

/** What the exchange is heard on: what it tells of the account, and its marks. */
export type Line = 'account' | 'marks'

/** Who listens. Each call returns at once. */
export interface Ear {
  hear(told: Told): void
  /** A line is held from now on; `again` after it was lost: what happened meanwhile was not heard. */
  held(line: Line, again: boolean): void
  /** A line is lost, or could not be had; it is tried again. `why` holds no secret. */
  lost(line: Line, why: string): void
  /** A line is held, and is not all that it should be; nothing is lost by it so far. */
  troubled(line: Line, why: string): void
  /** Something was told that could not be read; it may be anything. */
  unread(line: Line, why: string): void
}

/** One who listens, until `stop`. */
export interface Listening {
  /** The symbols whose marks are heard from now on, instead of those before. */
  follow(symbols: readonly string[]): void
  /** When the account's line was held last, ms: now, as long as it is. Undefined before the first time. */
  heldAt(): number | undefined
  /** What the exchange has asked for at that time. */
  rest(at?: number): Rest | undefined
  /** It was asked of another process with the same address. */
  heed(rest: Rest): void
  /** What was spent of the limits since the last call. */
  drainUsage(): Usage
  stop(): void
}

/** Where the exchange tells at once what happens. Trades nothing. */
export interface VenueStream {
  /** `rests`: what another process with the same address was asked for, which holds from the first request on. */
  listen(ear: Ear, rests?: readonly Rest[]): Listening
}
