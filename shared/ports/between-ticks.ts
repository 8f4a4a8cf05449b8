import type { WokenLooks } from '#domain/wake-budget.ts'

/** The looks between two ticks that were asked for. */
export interface WokenStore {
  /** Perhaps some milliseconds old; undefined before the first one. */
  read(): Promise<StoredLooks | undefined>
  /** Writes what follows on version `before` (0: nothing yet); false where another one did. */
  write(looks: WokenLooks, before: number, writer: string): Promise<boolean>
}

/** What the looks were, and who wrote that. */
export interface StoredLooks {
  readonly item: WokenLooks
  readonly version: number
  readonly writer: string
}

/** Who listens to the exchange for all positions; times in milliseconds. */
export interface SentinelSeen {
  /** Until when it counts as listening, unless it is heard of again. */
  readonly until: number
  /** When it last held what the exchange tells of the account. */
  readonly heldAt?: number
  /** Since when one is wanted and none has held it. */
  readonly wantedAt?: number
  /** Until when one that was started may yet be heard of. */
  readonly startingUntil?: number
}

/** Beat by beat who listens. */
export interface Beat {
  readonly now: number
  readonly until: number
  readonly heldAt: number | undefined
  /** The one that this one takes over from. */
  readonly after: string | undefined
}

export interface SentinelStore {
  /** Perhaps some milliseconds old; undefined before the first one was wanted. */
  read(): Promise<SentinelSeen | undefined>
  /** Takes or keeps who listens: false where another does, and is not the one that this one comes after. */
  beat(holder: string, beat: Beat): Promise<boolean>
  /** True once, where none listens and none is being started: the caller starts one. */
  claimStart(start: {
    readonly now: number
    readonly startingUntil: number
    readonly wantedAt: number
  }): Promise<boolean>
  /** Nothing is left to listen for: the next one that is wanted is started at once. */
  leave(holder: string): Promise<void>
}
