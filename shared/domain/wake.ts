/** Why a position is looked at immediately, the most dangerous cause first. */
export const wakeCauses = [
  'liquidation',
  'margin-call',
  /** The mark is at the liquidation price. */
  'beyond-level',
  /** An order that protects it was cancelled, expired or was rejected. */
  'order-ended',
  'position-changed',
  /** The mark is beyond the recorded stop, which either is executing or has failed to. */
  'stop-passed',
  'filled',
  /** Something may have gone unheard. */
  'gap',
] as const
export type WakeCause = (typeof wakeCauses)[number]

/** sentinel → the watch: look at these positions, once and immediately, and at no others. */
export interface Wake {
  /** Position ids, the most urgent first. */
  readonly only: readonly string[]
  /** The most dangerous of their causes. */
  readonly cause: WakeCause
  /** When the last of the news was heard, ms: a look that began later saw all of it. */
  readonly heardAt: number
}

const rank = (cause: WakeCause): number => wakeCauses.indexOf(cause)

/** Negative where `a` is the more dangerous one. */
export const byDanger = (a: WakeCause, b: WakeCause): number => rank(a) - rank(b)

/** Whether the cause may cost the position; everything else can wait for the next tick. */
export const isDanger = (cause: WakeCause): boolean => rank(cause) <= rank('order-ended')
