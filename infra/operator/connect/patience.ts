import { impatient } from '#lambda/patience.ts'

/** Real milliseconds for one request: an operator waits longer than a function, but not for ever. */
export const patienceMs = 10_000

/** Options for every AWS client of the context. */
export const patience = impatient(patienceMs)
