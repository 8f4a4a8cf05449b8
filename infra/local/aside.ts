/**
 * Packs plain data, and returns a function that unpacks an equal value each time. For the past of a run, which its
 * report reads once, piece by piece.
 */
export type PutAside = <T>(value: T) => () => T

/** Where there is little of it. */
export const keptInMemory: PutAside = value => () => value
