import type { Rest } from '#domain/rest.ts'
import type { Told } from '#domain/told.ts'
import type { Usage } from './exchange.ts'

/** The exchange's streams: events of the account, and marks. */
export type Line = 'account' | 'marks'

/** Receives what the streams tell. Each call returns at once. */
export interface Ear {
  hear(told: Told): void
  /** A line is held from now on; `again` if it was lost before: events in between were not heard. */
  held(line: Line, again: boolean): void
  /** A line was lost, or could not be opened; it is tried again. `why` contains no secret. */
  lost(line: Line, why: string): void
  /** A line is held, but something is wrong with it; nothing has been lost so far. */
  troubled(line: Line, why: string): void
  /** A message came that could not be read; it may be anything. */
  unread(line: Line, why: string): void
}

/** A listener, until `stop`. */
export interface Listening {
  /** The symbols whose marks are heard from now on, in place of the previous ones. */
  follow(symbols: readonly string[]): void
  /** When the account's line was last held, in ms: the present while it is. Undefined before the first time. */
  heldAt(): number | undefined
  /** What the exchange has asked for at that time. */
  rest(at?: number): Rest | undefined
  /** The exchange asked it of another process with the same address. */
  heed(rest: Rest): void
  /** The weight spent since the last call. */
  drainUsage(): Usage
  stop(): void
}

/** Where the exchange tells events as they happen. Trades nothing. */
export interface VenueStream {
  /** `rests`: what another process with the same address was asked for, which holds from the first request on. */
  listen(ear: Ear, rests?: readonly Rest[]): Listening
}
