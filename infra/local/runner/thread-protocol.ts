import type { FaultRule } from '#paper/faults/rule.ts'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'
import type { VenueAnswer } from './venue-answers.ts'

/**
 * The protocol between the runner and a function's thread. The runner gives the thread a turn: an instant of market
 * time, and its events. The thread runs until it waits only for the outside and the clock, and reports. So neither
 * reads a time that the other changes, and one message each way carries everything.
 */

export interface ThreadData {
  /** The bundle, and its export that is the handler. */
  readonly file: string
  readonly handler: string
  /** Seed of its random numbers until its first invocation. */
  readonly seed: string
  readonly startedAt: number
  /** Market time of a request to the paper venue, each way, in milliseconds. */
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
    /** Market time at which the function is killed. */
    readonly deadline: number
  }
  /** Answers from the outside to its calls. */
  readonly answers: readonly AnsweredCall[]
  /** Data that came over its connections after those. */
  readonly heard: readonly Carried[]
}

export type ToThread =
  | Turn
  /** All faults of the paper venue in the thread, from now on. */
  | { readonly type: 'suffer'; readonly rules: readonly FaultRule[] }

export interface AnsweredCall {
  readonly call: number
  readonly answer: OutsideAnswer
}

/** Data over a connection, by the call that opened it: bytes in base64, or, if absent, its end. */
export interface Carried {
  readonly call: number
  readonly bytes?: string
}

/** What a thread did in its turn, now that it waits. */
export interface Report {
  readonly type: 'report'
  readonly lines: readonly string[]
  /** Answers of the paper venue in the thread. */
  readonly answered: readonly VenueAnswer[]
  /** Calls to the outside, in order. */
  readonly calls: readonly { readonly call: number; readonly request: OutsideRequest }[]
  /** Data that it sent over its connections. */
  readonly sent: readonly Carried[]
  /** Market time of its earliest timer. */
  readonly wakesAt?: number
  /** The invocation's result, once it has ended. */
  readonly outcome?: Outcome
}

export type FromThread = { readonly type: 'ready' } | Report

/** The JSON answer of a function, or its error. */
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
 * A thread lets its young objects grow to three times this before it collects garbage, and never returns the memory:
 * a dozen nearly idle threads would hold a gigabyte.
 */
export const heapLimits = { maxYoungGenerationSizeMb: 8 }
