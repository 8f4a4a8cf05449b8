import type { Wake } from '#domain/wake.ts'

/** Starts a run of the watch now, without waiting for the schedule. Throws when it cannot. */
export type StartWatch = () => Promise<void>

/** Has some positions looked at at once, beside the watch's ticks. Throws when it cannot. */
export type WakeWatch = (wake: Wake) => Promise<void>

/** Starts a sentinel, which takes over from the holder that it comes after. Throws when it cannot. */
export type StartSentinel = (after?: string) => Promise<void>

/** Starts a sentinel where none listens; fails nothing. Answers since when the account is not listened to, ms. */
export type KeepSentinel = () => Promise<{ readonly deafSince?: number }>
