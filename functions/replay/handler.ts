import { wireReplay } from './wiring.ts'

/** Refusals are thrown and caught by the thousand; where is never read. */
Error.stackTraceLimit = 4

/** Plays one set of a sweep, and leaves what it came to in the lab's bucket. */
export const handler = wireReplay(process.env)
