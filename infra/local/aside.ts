/**
 * Puts plain data away, and answers how to get it back: an equal value each time. What is put away is the past of a
 * run, which its report reads once, a piece after the other.
 */
export type PutAside = <T>(value: T) => () => T

/** Where there is little of it. */
export const keptInMemory: PutAside = value => () => value
