import type { DynamoDBRecord } from 'aws-lambda'
import { batchFailures } from '../batch-answer.ts'
import type { Instants } from '../clock.ts'
import type { LocalFunction } from '../local-function.ts'
import { discardedMessage, type GivenUp } from './discarded.ts'
import type { Filter } from './filter-pattern.ts'
import { sequenceOf } from './stream-record.ts'
import type { StreamTerms } from './stream-terms.ts'

export interface StreamSource extends StreamTerms {
  readonly lets: Filter
  readonly lambda: Pick<LocalFunction, 'description' | 'invoke'>
  /** Whether the function's role may read the stream. */
  readonly mayRead: () => boolean
  /** Destination for given-up batches. */
  readonly giveUp: (message: string) => Promise<void>
  /** Called with records that this function is done with: processed, given up, or filtered out. */
  readonly done?: ((records: readonly DynamoDBRecord[]) => void) | undefined
}

export interface RunningStream {
  /** The table's records, in order. */
  take(records: readonly DynamoDBRecord[]): void
  /** Whether a record waits, or is with the function. */
  waiting(): boolean
  close(): void
}

export interface StreamParts {
  readonly clock: Instants
  /** Market time from a write until its function gets it, in milliseconds. */
  readonly pollMs: number
}

/** Pause before a batch is retried: AWS backs off, and does not document by how much. */
const leastRestMs = 1_000
const mostRestMs = 60_000
/** Market time before another attempt to read a stream that the function's role may not read. */
const deniedPauseMs = 10_000

/**
 * Moves records that the filters let through from a table's stream to a function, as Lambda's event source mapping
 * does: one batch after the other. A failing batch blocks those behind it. It is retried, in halves if the mapping
 * says so, until its tries or its time are used up; then it goes to its destination, and reading continues.
 */
export function startStreamSource(source: StreamSource, { clock, pollMs }: StreamParts): RunningStream {
  const { lambda, batchSize } = source
  const order = [lambda.description.label, 0, 0] as const
  const waiting: DynamoDBRecord[] = []
  let busy = false
  let closed = false

  const rest = (ms: number) => new Promise<void>(resolve => clock.at(clock.now() + ms, resolve, order))

  function look(): void {
    if (closed || busy || waiting.length === 0) return
    busy = true
    const goOn = () => {
      busy = false
      look()
    }
    void read().then(goOn)
  }

  async function read(): Promise<void> {
    const isFull = waiting.length >= batchSize
    await rest(isFull ? pollMs : pollMs + source.windowMs)
    if (closed) return
    if (!source.mayRead()) return rest(deniedPauseMs)
    const batch = waiting.splice(0, batchSize)
    await deliver(batch, 0)
    if (!closed) source.done?.(batch)
  }

  /** Ends once each record is processed or given up. */
  async function deliver(batch: readonly DynamoDBRecord[], retried: number): Promise<void> {
    const fresh = batch.filter(record => !isTooOld(record))
    if (fresh.length < batch.length) await discard(batch.filter(isTooOld), 'RecordAgeExceeded', retried)
    if (fresh.length === 0 || closed) return
    const outcome = await lambda.invoke(JSON.stringify({ Records: fresh }))
    if (closed) return
    const failed = batchFailures(outcome, fresh.map(sequenceOf), { ...source, isStream: true })
    const left = fresh.filter(record => failed.has(sequenceOf(record)))
    if (left.length === 0) return
    const halves = source.bisects ? halvesOf(left) : [left]
    // Splitting a batch does not count as a retry, nor does a partial success.
    const next = halves.length > 1 || left.length < fresh.length ? retried : retried + 1
    if (next > source.retries) return discard(left, 'RetryAttemptsExhausted', next)
    await rest(Math.min(leastRestMs * 2 ** next, mostRestMs))
    for (const half of halves) if (!closed) await deliver(half, next)
  }

  const isTooOld = ({ dynamodb }: DynamoDBRecord) =>
    clock.now() - (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 > source.mostAgeMs

  async function discard(batch: readonly DynamoDBRecord[], condition: GivenUp, invokes: number) {
    const { arn: functionArn } = lambda.description
    const told = { condition, invokes, functionArn, at: clock.now() }
    await source.giveUp(discardedMessage(batch, told))
  }

  return {
    take(records) {
      const { wanted = [], others = [] } = Object.groupBy(records, record =>
        source.lets(record) ? 'wanted' : 'others',
      )
      waiting.push(...wanted)
      if (others.length > 0) source.done?.(others)
      look()
    },
    waiting: () => busy || waiting.length > 0,
    close() {
      closed = true
    },
  }
}

function halvesOf<T>(batch: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(batch.length / 2)
  return batch.length > 1 ? [batch.slice(0, middle), batch.slice(middle)] : [batch]
}
