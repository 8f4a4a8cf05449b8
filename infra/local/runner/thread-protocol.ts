import type { FaultRule } from '#paper/faults/rule.ts'
import type { VenueAnswer } from './venue-answers.ts'

/** What the runner and the thread of a function say to each other. */

export interface ThreadData {
  /** The bundle, and the export of it that is called. */
  readonly file: string
  readonly handler: string
  readonly time: SharedArrayBuffer
  /** How fast the market's time passes while the function computes. */
  readonly workRate: number
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

export type ToThread =
  | {
      readonly type: 'invoke'
      readonly event: string
      readonly context: InvocationContext
      /** Market time at which the function is ended. */
      readonly deadline: number
    }
  | { readonly type: 'wake'; readonly sleep: number }
  /** All that goes wrong with the paper venue in the thread from now on. */
  | { readonly type: 'suffer'; readonly rules: readonly FaultRule[] }

export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'sleep'; readonly sleep: number; readonly until: number }
  /** The invocation waits for nothing but the clock; `wakes` is how many wakes it had received by then. */
  | { readonly type: 'idle'; readonly wakes: number }
  | { readonly type: 'line'; readonly text: string }
  /** What the paper venue in the thread answered. */
  | { readonly type: 'answered'; readonly answer: VenueAnswer }
  /** The JSON that the handler answered. */
  | { readonly type: 'answer'; readonly body: string }
  | { readonly type: 'error'; readonly error: FunctionError }

/** As Lambda reports an error of a function. */
export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}
