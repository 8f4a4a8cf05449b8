import type { Pace } from '#domain/latency.ts'
import type { Streams } from '#paper/streams/streams.ts'
import type { Asked } from '../audit/oracle/testimony.ts'
import type { ClockOptions } from './clock.ts'
import type { Keeping } from './keeping/keeping.ts'
import type { Place } from './outside.ts'
import type { AskFeed } from './places.ts'
import type { Execution } from './state-machine.ts'

export interface LocalStackOptions extends ClockOptions {
  /** How long AWS and the exchange take; the usual pace by default. */
  readonly pace?: Pace
  /** Real milliseconds after which the run gives up on a function that computes without end. */
  readonly patienceMs?: number
  /** Settings (`QT_…`) for the synthesis; those of this process are ignored. */
  readonly environment?: Readonly<Record<string, string>>
  /** Settings that replace synthesized ones when functions start; only those that no template depends on. */
  readonly settings?: Readonly<Record<string, string>>
  /** Which deployment is synthesized: paper, demo or live. */
  readonly deployment?: string
  /** Other context, as with `-c`: region, reserve, egress. */
  readonly choices?: Readonly<Record<string, string>>
  /** Distinguishes runs over one kept state: their random numbers and ids differ. */
  readonly run?: string
  /** Continues from another run's state, and saves its own. */
  readonly keeping?: Keeping
  /** A cloud assembly to run, instead of synthesizing the app. */
  readonly assembly?: string
  /** Address of the paper venue's prices. */
  readonly feedUrl?: string
  /** Answers for that address, if its server is in this process. */
  readonly askFeed?: AskFeed
  /** Answers the paper venue's requests to Binance's public endpoints, if no feed is given. */
  readonly prices?: Place
  /** Address of a stand-in for Binance on this machine, which demo and live trade with. */
  readonly exchangeUrl?: string
  /** Its streams, for a sentinel: run here, in market time. */
  readonly exchangeStreams?: Streams
  /** Transforms a message to the signal queue, or to the webhook, before a function sees it; unchanged by default. */
  readonly restamp?: (body: string) => string
  /** Seed of the second within its minute at which each scheduled start falls. */
  readonly seed?: number
  /** Largest number of threads per function. */
  readonly maxThreads?: number
  /** Called with each line that a function prints, and the function's label: signal-gate, executor, survey, … */
  readonly onLog?: (functionLabel: string, line: string) => void
  /** Called with each line of an API's access log. */
  readonly onAccess?: (line: string) => void
  /** Evaluates the synthesized alarms as time passes, once for each of these delays of metrics, in milliseconds. */
  readonly alarms?: readonly number[]
  /** Called with each successful answer of a function. */
  readonly onAnswer?: (functionLabel: string, answer: unknown) => void
  /** Called with each request to the paper venue in a function, and its answer. */
  readonly onAsked?: (asked: Asked) => void
  /** Called at each start and each end of a run of the watch. */
  readonly onExecution?: (execution: Execution) => void
}
