import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { packed, unpacked } from '../packed.ts'
import type { ReadingStore } from './public-rules.ts'
import type { Reading } from './reading.ts'

const itemVersion = 1
const key = { pk: 'PAPER#RULES', sk: 'READINGS' }

/**
 * Readings of Binance's rules in the system's table, some 30 kB in one item. A save fails if the last stored reading
 * is not the one that the process knew: of two processes the slower one yields. Throws the SDK's errors.
 */
export function dynamoReadings(documents: DynamoDBDocumentClient, table: string): ReadingStore {
  return {
    async read() {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
      )
      // Another release's layout counts as none: the rules are read afresh.
      return Item?.v === itemVersion ? unpacked<readonly Reading[]>(Item.readings) : []
    },
    async save(readings, before) {
      const condition = { readAt: before.at(-1)?.readAt ?? 0, v: itemVersion }
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...key, v: itemVersion, readAt: readings.at(-1)?.readAt, readings: packed(readings) },
            ConditionExpression: 'attribute_not_exists(pk) OR readAt = :readAt OR v <> :v',
            ExpressionAttributeValues: { ':readAt': condition.readAt, ':v': condition.v },
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
