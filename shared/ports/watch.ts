/** Starts a run of the watch now, without waiting for the schedule. Throws when it cannot. */
export type StartWatch = () => Promise<void>
