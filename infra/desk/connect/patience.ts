import { impatient } from '#runtime/patience.ts'

/** Real milliseconds for one request: an operator waits longer than a function, and not for ever. */
export const patienceMs = 10_000

/** For every AWS client of the desk. */
export const patience = impatient(patienceMs)
