import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { type Clock, processClock } from '#ports/clock.ts'
import { packed, unpacked } from '../packed.ts'
import type { TapeStore } from './binance-feed.ts'
import { decodeSteps, encodeSteps } from './step-lines.ts'
import type { Segment } from './tape.ts'

export interface DynamoTapesOptions {
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  readonly clock?: Clock
}

const itemVersion = 1
/** A tape that was not extended for this long starts afresh; its old prices are forgotten. */
const keptSeconds = 86_400
/** The segments of about one minute. */
const pageSize = 8

interface StoredSegment {
  readonly sk: string
  readonly expiresAt: number
  readonly tape: Uint8Array
}
interface PackedSegment extends Omit<Segment, 'steps'> {
  readonly steps: string
}

/**
 * Tapes in the system's table, at `PAPER#PRICE#<symbol>` / the time of the previous segment. That key alone keeps
 * processes in agreement: of two that read on from the same end, one appends and the other takes over what was
 * appended. Nothing is written twice, so a published price never changes. Throws the SDK's errors.
 */
export function dynamoTapes(options: DynamoTapesOptions): TapeStore {
  const { documents, table: TableName, clock = processClock() } = options
  const nowSeconds = () => Math.floor(clock.now() / 1000)

  const page = async (symbol: string, start: Record<string, unknown> | undefined) => {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': tapeKey(symbol) },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: pageSize,
        ExclusiveStartKey: start,
      }),
    )
    return { items: Items as StoredSegment[], next: LastEvaluatedKey }
  }

  return {
    async read(symbol, needed) {
      const segments: Segment[] = []
      let start: Record<string, unknown> | undefined
      do {
        const { items, next } = await page(symbol, start)
        for (const item of items) {
          // Expiry is not prompt: an item that is due to go counts as gone, for all processes from the same moment.
          if (item.expiresAt <= nowSeconds()) return segments.toReversed()
          const segment = unpackedSegment(item)
          segments.push(segment)
          if (segment.from <= needed) return segments.toReversed()
        }
        start = next
      } while (start)
      return segments.toReversed()
    },
    async append(symbol, after, segment) {
      const { steps, ...rest } = segment
      const item = {
        pk: tapeKey(symbol),
        sk: padded(after),
        v: itemVersion,
        expiresAt: Math.floor(segment.to / 1000) + keptSeconds,
        tape: packed({ ...rest, steps: encodeSteps(steps) } satisfies PackedSegment),
      }
      try {
        await documents.send(
          new PutCommand({
            TableName,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
            ExpressionAttributeValues: { ':now': nowSeconds() },
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
  }
}

function unpackedSegment({ tape }: StoredSegment): Segment {
  const { steps, ...rest } = unpacked<PackedSegment>(tape)
  return { ...rest, steps: decodeSteps(steps) }
}

/** The prefix of the partition keys of tapes. */
export const tapesKey = 'PAPER#PRICE#'
const tapeKey = (symbol: string) => `${tapesKey}${symbol}`
/** Enough digits for any time, so that text sorts like numbers. */
const padded = (time: number) => String(time).padStart(16, '0')
