import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from 'vitest'
import { askNetwork, lowerCased } from '../../../../infra/local/runner/outside.ts'
import { sequenceOf, type View } from '../../../../infra/local/runner/streams/stream-record.ts'
import { createTableStreams } from '../../../../infra/local/runner/streams/table-streams.ts'
import { dynamoForTests } from '../../../table/local-table.ts'

const startAt = Date.UTC(2025, 1, 3, 2, 7)
const streamArn = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/Table/stream/local'

/** As the AWS SDK hands a request to its handler. */
interface Handed {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

describe('a table’s stream', () => {
  const dynamo = dynamoForTests()

  /** A client whose requests go through the stream’s gate, and what the gate kept of each. */
  async function gated(view: View = 'NEW_AND_OLD_IMAGES') {
    const { table } = await dynamo.createTable()
    const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? ''
    const streams = createTableStreams(askNetwork)
    streams.follow({ table, keys: ['pk', 'sk'], streamArn, view })
    const handle = async ({ method, path, headers, body }: Handed) => {
      const url = `${endpoint}${path}`
      const asked = { url, method, headers: lowerCased(headers), body: new TextDecoder().decode(body) }
      const answer = await streams.pass(asked, startAt + 1_700)
      if ('failure' in answer) throw new Error(answer.failure)
      const { status: statusCode, headers: told } = answer
      return { response: { statusCode, headers: told, body: Buffer.from(answer.body) } }
    }
    const client = new DynamoDBClient({ endpoint, requestHandler: { handle } as never, maxAttempts: 1 })
    const documents = DynamoDBDocumentClient.from(client)
    const key = { pk: 'POSITION#a', sk: 'ITEM' }
    // The SDK's overloads take one command each.
    const send = (command: unknown) => documents.send(command as PutCommand)
    return { table, key, streams, send }
  }

  test('has one record per change of an item, with the item before and after', async () => {
    const { table: TableName, key, streams, send } = await gated()
    await send(new PutCommand({ TableName, Item: { ...key, n: 1 } }))
    await send(
      new UpdateCommand({
        TableName,
        Key: key,
        UpdateExpression: 'SET n = :two',
        ExpressionAttributeValues: { ':two': 2 },
      }),
    )
    await send(new DeleteCommand({ TableName, Key: key }))
    const records = streams.take()
    const keys = { pk: { S: key.pk }, sk: { S: key.sk } }
    const one = { ...keys, n: { N: '1' } }
    const two = { ...keys, n: { N: '2' } }
    expect(
      records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage]),
    ).toEqual([
      ['INSERT', undefined, one],
      ['MODIFY', one, two],
      ['REMOVE', two, undefined],
    ])
    expect(records.map(({ dynamodb }) => dynamodb?.Keys)).toEqual([keys, keys, keys])
    // Whole seconds, as in AWS's answers.
    expect(records[0]?.dynamodb?.ApproximateCreationDateTime).toBe(startAt / 1000 + 1)
    expect(records.map(sequenceOf)).toEqual(records.map(sequenceOf).toSorted())
    expect(streams.take()).toEqual([])
  })

  test('has no record of a failed write or one that changes nothing', async () => {
    const { table: TableName, key, streams, send } = await gated()
    const put = { TableName, Item: { ...key, n: 1 } }
    await send(new PutCommand(put))
    streams.take()
    await send(new PutCommand(put))
    const refused = send(new PutCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' }))
    await expect(refused).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    await send(new DeleteCommand({ TableName, Key: { pk: 'POSITION#b', sk: 'ITEM' } }))
    expect(streams.take()).toEqual([])
  })

  test('has a record for each item of a batch, with only what the view shows', async () => {
    const { table, key, streams, send } = await gated('NEW_IMAGE')
    await send(new PutCommand({ TableName: table, Item: { ...key, n: 1 } }))
    streams.take()
    const requests = [
      { PutRequest: { Item: { pk: 'POSITION#b', sk: 'ITEM' } } },
      { DeleteRequest: { Key: key } },
    ]
    await send(new BatchWriteCommand({ RequestItems: { [table]: requests } }))
    const shown = streams
      .take()
      .map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.pk?.S, dynamodb?.OldImage])
    expect(shown).toEqual([
      ['INSERT', 'POSITION#b', undefined],
      ['REMOVE', 'POSITION#a', undefined],
    ])
  })
})
