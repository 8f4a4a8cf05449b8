/** The tick that a time belongs to: the last mark of the grid, in milliseconds. */
export const tickAt = (now: number, intervalMs: number): number => Math.floor(now / intervalMs) * intervalMs

/** The next mark of the grid, in the format of the state machine's Wait. */
export const nextMark = (now: number, intervalMs: number): number => tickAt(now, intervalMs) + intervalMs

/** Whole seconds, as ISO 8601. */
export const timestamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`
