import type { WokenLooks } from '#domain/wake-budget.ts'

/** The looks that were requested between two ticks. */
export interface WokenStore {
  /** May be some milliseconds stale; undefined before the first one. */
  read(): Promise<StoredLooks | undefined>
  /** Writes the successor of version `before` (0: nothing yet); false if another function wrote first. */
  write(looks: WokenLooks, before: number, writer: string): Promise<boolean>
}

/** What the looks were, and who wrote them. */
export interface StoredLooks {
  readonly item: WokenLooks
  readonly version: number
  readonly writer: string
}

/** Who listens to the exchange on behalf of all positions; times in milliseconds. */
export interface SentinelSeen {
  /** Counts as listening until then, unless its next beat comes. */
  readonly until: number
  /** When it last held the account's stream. */
  readonly heldAt?: number
  /** Since when a sentinel has been wanted and none has held the stream. */
  readonly wantedAt?: number
  /** Until when the first beat of a sentinel that was started may still come. */
  readonly startingUntil?: number
}

/** Who listens, beat by beat. */
export interface Beat {
  readonly now: number
  readonly until: number
  readonly heldAt: number | undefined
  /** The sentinel that this one takes over from. */
  readonly after: string | undefined
}

export interface SentinelStore {
  /** May be some milliseconds stale; undefined before the first was wanted. */
  read(): Promise<SentinelSeen | undefined>
  /** Takes or keeps the role of listener: false if another sentinel has it and is not this one's predecessor. */
  beat(holder: string, beat: Beat): Promise<boolean>
  /** True once, if no sentinel listens and none is being started: the caller starts one. */
  claimStart(start: {
    readonly now: number
    readonly startingUntil: number
    readonly wantedAt: number
  }): Promise<boolean>
  /** Nothing is left to listen for: the next sentinel that is wanted starts at once. */
  leave(holder: string): Promise<void>
}
