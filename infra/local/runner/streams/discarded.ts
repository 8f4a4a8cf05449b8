import type { DynamoDBRecord } from 'aws-lambda'
import { sequenceOf } from './stream-record.ts'

/** Why a batch of a stream was given up. */
export type GivenUp = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

/**
 * What Lambda puts into the queue for a batch that it gives up: the records' positions in the stream, not the records
 * themselves.
 */
export function discardedMessage(
  records: readonly DynamoDBRecord[],
  { condition, invokes, functionArn, at }: Giving,
): string {
  const [first, last] = [records[0], records.at(-1)]
  const arrivalOf = (record = first) =>
    new Date((record?.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000).toISOString()
  return JSON.stringify({
    requestContext: { functionArn, condition, approximateInvokeCount: invokes },
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shard,
      startSequenceNumber: first && sequenceOf(first),
      endSequenceNumber: last && sequenceOf(last),
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: records.length,
      streamArn: first?.eventSourceARN,
    },
  })
}

export interface Giving {
  readonly condition: GivenUp
  /** How many times the function was tried with the batch. */
  readonly invokes: number
  readonly functionArn: string
  readonly at: number
}

const shard = 'shardId-00000000000000000000-local'
