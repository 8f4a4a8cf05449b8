/** Why a position is looked at at once, the most dangerous first. */
export const wakeCauses = [
  'liquidation',
  'margin-call',
  /** The mark is where the position is closed by force. */
  'beyond-level',
  /** An order that it counts on was cancelled, expired or was rejected. */
  'order-ended',
  'position-changed',
  /** The mark is beyond the recorded stop, which is executing, or does not. */
  'stop-passed',
  'filled',
  /** Something may have happened unheard. */
  'gap',
] as const
export type WakeCause = (typeof wakeCauses)[number]

/** sentinel → the watch: these positions are looked at once and at once, and no others. */
export interface Wake {
  /** Position ids, the most urgent first. */
  readonly only: readonly string[]
  /** The most dangerous of theirs. */
  readonly cause: WakeCause
  /** When the last of it was heard, ms: a look that began later saw all of it. */
  readonly heardAt: number
}

const rank = (cause: WakeCause): number => wakeCauses.indexOf(cause)

/** Negative where `a` is the more dangerous one. */
export const byDanger = (a: WakeCause, b: WakeCause): number => rank(a) - rank(b)

/** Whether a position may be lost for it; everything else can wait for the next tick. */
export const isDanger = (cause: WakeCause): boolean => rank(cause) <= rank('order-ended')
