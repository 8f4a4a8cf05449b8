import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Change, StoredItem } from '#notifications/change.ts'

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage']

/** A record of the table's stream as a change of an item. Throws for a record without its keys. */
export function changeOf({ dynamodb }: DynamoDBRecord): Change {
  const { pk, sk } = itemOf(dynamodb?.Keys) ?? {}
  if (typeof pk !== 'string' || typeof sk !== 'string')
    throw new Error(`Expected a record with the keys pk and sk, got ${JSON.stringify(dynamodb?.Keys)}`)
  return {
    pk,
    sk,
    at: (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000,
    now: itemOf(dynamodb?.NewImage),
    before: itemOf(dynamodb?.OldImage),
  }
}

/** Lambda and the SDK have different types for the same wire format. */
const itemOf = (image: Image): StoredItem | undefined =>
  image && unmarshall(image as Record<string, AttributeValue>)
