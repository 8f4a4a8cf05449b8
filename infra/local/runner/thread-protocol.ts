import type { FaultRule } from '#paper/faults/rule.ts'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'
import type { VenueAnswer } from './venue-answers.ts'

/**
 * What the runner and the thread of a function say to each other. The runner gives the thread a turn: an instant of
 * market time, and what has happened. The thread goes on until it waits for nothing but the outside and the clock,
 * and reports. So neither reads a time that the other one changes, and one message each way carries all of it.
 */

export interface ThreadData {
  /** The bundle, and the export of it that is called. */
  readonly file: string
  readonly handler: string
  /** What its random numbers follow from until it is invoked. */
  readonly seed: string
  readonly startedAt: number
  /** Milliseconds of market time that a request to the paper venue takes each way. */
  readonly venueMs: number
}

export interface InvocationContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
}

export interface Turn {
  readonly type: 'turn'
  /** Market time, in milliseconds. */
  readonly at: number
  readonly invoke?: {
    readonly event: string
    readonly context: InvocationContext
    /** Market time at which the function is ended. */
    readonly deadline: number
  }
  /** Answers of the outside to calls that it has made. */
  readonly answers: readonly AnsweredCall[]
  /** What came over its connections, after those. */
  readonly heard: readonly Carried[]
}

export type ToThread =
  | Turn
  /** All that goes wrong with the paper venue in the thread from now on. */
  | { readonly type: 'suffer'; readonly rules: readonly FaultRule[] }

export interface AnsweredCall {
  readonly call: number
  readonly answer: OutsideAnswer
}

/** What goes over a connection, by the call that opened it: bytes in base64, or without them its end. */
export interface Carried {
  readonly call: number
  readonly bytes?: string
}

/** What a thread did in its turn, now that it waits. */
export interface Report {
  readonly type: 'report'
  readonly lines: readonly string[]
  /** What the paper venue in the thread answered. */
  readonly answered: readonly VenueAnswer[]
  /** Calls to the outside, in the order in which they were made. */
  readonly calls: readonly { readonly call: number; readonly request: OutsideRequest }[]
  /** What it sent over its connections. */
  readonly sent: readonly Carried[]
  /** Market time of its earliest timer. */
  readonly wakesAt?: number
  /** What the invocation came to, once it has ended. */
  readonly outcome?: Outcome
}

export type FromThread = { readonly type: 'ready' } | Report

/** The JSON that a function answered, or how it failed. */
export type Outcome =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly error: FunctionError }

/** As Lambda reports an error of a function. */
export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/**
 * A thread lets its young objects grow to three times this before it looks which are left, and never gives the memory
 * back: a dozen threads of which each does little would hold a gigabyte.
 */
export const heapLimits = { maxYoungGenerationSizeMb: 8 }
