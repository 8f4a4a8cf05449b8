import type { Pace } from '#domain/latency.ts'
import type { Streams } from '#paper/streams/streams.ts'
import type { Asked } from '../audit/oracle/testimony.ts'
import type { ClockOptions } from './clock.ts'
import type { Keeping } from './keeping/keeping.ts'
import type { Place } from './outside.ts'
import type { AskFeed } from './places.ts'
import type { Execution } from './state-machine.ts'

export interface LocalStackOptions extends ClockOptions {
  /** How long what is outside takes; as usual when not said. */
  readonly pace?: Pace
  /** Real milliseconds after which a function that computes without end is given up. */
  readonly patienceMs?: number
  /** Settings (`QT_…`) to synthesize with; those of this process do not count. */
  readonly environment?: Readonly<Record<string, string>>
  /** Settings that the functions are started with instead of the synthesized ones, where no template depends on them. */
  readonly settings?: Readonly<Record<string, string>>
  /** Which deployment is synthesized: paper, demo or live. */
  readonly deployment?: string
  /** What is said with `-c` beside it: region, reserve, egress. */
  readonly choices?: Readonly<Record<string, string>>
  /** Tells one run over a state that is kept from another: what is random in it, and its ids, follow from this too. */
  readonly run?: string
  /** Has it go on from another run, and be gone on from. */
  readonly keeping?: Keeping
  /** A cloud assembly to run, instead of synthesizing the app. */
  readonly assembly?: string
  /** Where the paper venue's prices come from. */
  readonly feedUrl?: string
  /** Answers as that address does, where who serves it lives in this process. */
  readonly askFeed?: AskFeed
  /** Takes what the paper venue asks of Binance's public endpoints, where no feed is said. */
  readonly prices?: Place
  /** Where a stand-in for Binance listens on this machine, which demo and live trade with. */
  readonly exchangeUrl?: string
  /** What it streams, for a sentinel: run here, in the market's time. */
  readonly exchangeStreams?: Streams
  /** What a message to the signal queue, or to the webhook, is before a function sees it; as it was sent without. */
  readonly restamp?: (body: string) => string
  /** Where in its minute each scheduled start falls follows from it. */
  readonly seed?: number
  /** Threads per function at most. */
  readonly maxThreads?: number
  /** Each line that a function prints; functions are called as in logs: signal-gate, executor, survey, … */
  readonly onLog?: (functionLabel: string, line: string) => void
  /** Each line of an API's access log. */
  readonly onAccess?: (line: string) => void
  /** Evaluates the synthesized alarms as time goes by, once for each of these delays of metrics, in milliseconds. */
  readonly alarms?: readonly number[]
  /** Each answer of a function that did not fail. */
  readonly onAnswer?: (functionLabel: string, answer: unknown) => void
  /** Each request to the paper venue in a function, and its answer. */
  readonly onAsked?: (asked: Asked) => void
  /** Each start and each end of a run of the watch. */
  readonly onExecution?: (execution: Execution) => void
}
