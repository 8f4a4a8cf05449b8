import type { DynamoDBRecord } from 'aws-lambda'
import type { Access } from '../../access/access.ts'
import { isBeside } from '../beside.ts'
import type { MarketClock } from '../clock.ts'
import type { StreamSourceSpec } from '../event-source-spec.ts'
import type { LocalFunctions } from '../local-functions.ts'
import { anyOf } from './filter-pattern.ts'
import { startStreamSource } from './stream-source.ts'

export interface StreamsOptions {
  readonly specs: readonly StreamSourceSpec[]
  readonly functions: LocalFunctions
  readonly access: Access
  readonly clock: MarketClock
  readonly pollMs: number
  /** Puts what was given up into a queue. */
  readonly putAside: (queueArn: string, body: string) => Promise<void>
}

/** What Lambda asks of a stream, with the rights of the function that is mapped to it. */
const readingActions = ['DescribeStream', 'GetShardIterator', 'GetRecords']

/** Starts every mapping of a table's stream; what the tables make is handed to each. */
export function startStreams({ specs, functions, access, clock, pollMs, putAside }: StreamsOptions) {
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
      for (const { streamArn, source } of running)
        source.take(records.filter(({ eventSourceARN }) => eventSourceARN === streamArn))
    },
    /** Of functions that tell what happens, or of the others. */
    waiting: (telling: boolean) => running.some(({ tells, source }) => tells === telling && source.waiting()),
    close(): void {
      for (const { source } of running) source.close()
    },
  }
}
