import type { Wake } from '#domain/wake.ts'

/** Starts a run of the watch now, without waiting for the schedule. Throws if it cannot. */
export type StartWatch = () => Promise<void>

/** Has some positions looked at at once, between the watch's ticks. Throws if it cannot. */
export type WakeWatch = (wake: Wake) => Promise<void>

/** Starts a sentinel, which takes over from the holder before it. Throws if it cannot. */
export type StartSentinel = (after?: string) => Promise<void>

/** Starts a sentinel if none listens; never throws. Answers since when the account has not been listened to, in ms. */
export type KeepSentinel = () => Promise<{ readonly deafSince?: number }>
