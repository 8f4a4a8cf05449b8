import { wireReplay } from './wiring.ts'

/** Refusals are thrown and caught by the thousand, and nothing reads their stack traces. */
Error.stackTraceLimit = 4

/** Plays one set of a sweep, and leaves its result in the lab's bucket. */
export const handler = wireReplay(process.env)
