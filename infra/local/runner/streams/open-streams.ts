import type { DynamoDBRecord } from 'aws-lambda'
import type { Access } from '../../access/access.ts'
import { isBeside } from '../beside.ts'
import type { MarketClock } from '../clock.ts'
import type { StreamSourceSpec } from '../event-source-spec.ts'
import { idOf } from '../keeping/stream-keeper.ts'
import type { LocalFunctions } from '../local-functions.ts'
import { anyOf } from './filter-pattern.ts'
import { startStreamSource } from './stream-source.ts'

export interface StreamsOptions {
  readonly specs: readonly StreamSourceSpec[]
  readonly functions: LocalFunctions
  readonly access: Access
  readonly clock: MarketClock
  readonly pollMs: number
  /** Puts given-up batches into a queue. */
  readonly putAside: (queueArn: string, body: string) => Promise<void>
  /** Called with records, by id, that no mapping needs any more. */
  readonly onRead?: ((ids: readonly string[]) => void) | undefined
}

/** Lambda's view of a stream, with the rights of the function that it is mapped to. */
const readingActions = ['DescribeStream', 'GetShardIterator', 'GetRecords']

/** Starts every mapping of a table's stream, and passes the tables' records to each. */
export function startStreams({ specs, functions, access, clock, pollMs, putAside, onRead }: StreamsOptions) {
  const readings = countReadings(onRead)
  const running = specs.map(spec => {
    const { functionName, streamArn, discardsArn } = spec
    const may = (action: string, resource: string) =>
      access.judgeAsk(functionName, { action, resource }) === undefined
    const source = startStreamSource(
      {
        ...spec,
        lets: anyOf(spec.filters),
        lambda: functions.byReference(functionName),
        // Lambda finds the stream before it reads it.
        mayRead: () =>
          may('dynamodb:ListStreams', '*') &&
          readingActions.every(action => may(`dynamodb:${action}`, streamArn)),
        done: readings?.done,
        giveUp: async message => {
          if (discardsArn && may('sqs:SendMessage', discardsArn)) await putAside(discardsArn, message)
        },
      },
      { clock, pollMs },
    )
    return { streamArn, tells: isBeside(functions.byReference(functionName).description.label), source }
  })
  return {
    take(records: readonly DynamoDBRecord[]): void {
      readings?.expect(records, arn => running.filter(({ streamArn }) => streamArn === arn).length)
      for (const { streamArn, source } of running)
        source.take(records.filter(({ eventSourceARN }) => eventSourceARN === streamArn))
    },
    /** Mappings of functions that notify, or of the others. */
    waiting: (telling: boolean) => running.some(({ tells, source }) => tells === telling && source.waiting()),
    close(): void {
      for (const { source } of running) source.close()
    },
  }
}

/** Reports a record that several mappings read when the last one is done with it. */
function countReadings(onRead: StreamsOptions['onRead']) {
  if (!onRead) return undefined
  const left = new Map<string, number>()
  return {
    expect(records: readonly DynamoDBRecord[], readersOf: (streamArn: string | undefined) => number): void {
      for (const record of records) left.set(idOf(record), readersOf(record.eventSourceARN))
      tell(records.map(idOf).filter(id => left.get(id) === 0))
    },
    done(records: readonly DynamoDBRecord[]): void {
      const ids = records.map(idOf)
      for (const id of ids) left.set(id, (left.get(id) ?? 1) - 1)
      tell(ids.filter(id => left.get(id) === 0))
    },
  }
  function tell(ids: readonly string[]): void {
    for (const id of ids) left.delete(id)
    if (ids.length > 0) onRead?.(ids)
  }
}
