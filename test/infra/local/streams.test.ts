import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { scheduler } from '../../../infra/lab/scheduler.ts'
import { eventSourceSpec } from '../../../infra/local/runner/event-source-spec.ts'
import { askNetwork, lowerCased } from '../../../infra/local/runner/outside.ts'
import { anyOf, readFilter } from '../../../infra/local/runner/streams/filter-pattern.ts'
import { sequenceOf, streamRecord, type View } from '../../../infra/local/runner/streams/stream-record.ts'
import { startStreamSource } from '../../../infra/local/runner/streams/stream-source.ts'
import type { StreamTerms } from '../../../infra/local/runner/streams/stream-terms.ts'
import { createTableStreams } from '../../../infra/local/runner/streams/table-streams.ts'
import type { Outcome } from '../../../infra/local/runner/thread-protocol.ts'
import { dynamoForTests } from '../../table/local-table.ts'

const startAt = Date.UTC(2025, 1, 3, 2, 7)
const streamArn = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/Table/stream/local'

/** As the AWS SDK hands a request to its handler. */
interface Handed {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

describe('what a table’s stream is made of', () => {
  const dynamo = dynamoForTests()

  /** A client whose requests go through the stream’s gate, and what it has kept of each. */
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

  test('each change of an item is one record, with the item before and after it', async () => {
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
    // Whole seconds, as AWS says it.
    expect(records[0]?.dynamodb?.ApproximateCreationDateTime).toBe(startAt / 1000 + 1)
    expect(records.map(sequenceOf)).toEqual(records.map(sequenceOf).toSorted())
    expect(streams.take()).toEqual([])
  })

  test('a write that is refused or changes nothing leaves no record', async () => {
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

  test('each item of a batch has its own record, and only what the view shows is in it', async () => {
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

describe('a filter', () => {
  const record = {
    eventName: 'INSERT',
    dynamodb: {
      Keys: { pk: { S: 'POSITION#abc' }, sk: { S: '2025-02-03T02:07:00.000Z#0000' } },
      NewImage: { body: { M: { event: { S: 'closed' } } } },
    },
  }
  test.each([
    ['an exact value', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['another value', { eventName: ['REMOVE'] }, false],
    ['a prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'POSITION#' }] } } } }, true],
    ['another prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'PAPER' }] } } } }, false],
    ['a suffix', { dynamodb: { Keys: { sk: { S: [{ suffix: '#0000' }] } } } }, true],
    ['whatever its case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
    ['anything but a value', { dynamodb: { Keys: { sk: { S: [{ 'anything-but': ['ITEM'] }] } } } }, true],
    ['anything but its own', { eventName: [{ 'anything-but': 'INSERT' }] }, false],
    ['anything but a value, of a field that is not there', { none: [{ 'anything-but': 'x' }] }, false],
    ['a field that is there', { eventName: [{ exists: true }] }, true],
    ['a field that is not', { dynamodb: { OldImage: { body: [{ exists: false }] } } }, true],
    ['a field that should not be', { eventName: [{ exists: false }] }, false],
    ['one field of two', { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: ['ACCOUNT'] } } } }, false],
    ['one of two patterns', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }] }, true],
    ['none of two patterns', { $or: [{ eventName: ['REMOVE'] }, { eventName: ['MODIFY'] }] }, false],
    ['deep in an item', { dynamodb: { NewImage: { body: { M: { event: { S: ['closed'] } } } } } }, true],
    ['a field that the record lacks', { dynamodb: { OldImage: { body: { S: ['x'] } } } }, false],
  ])('by %s', (_, pattern, gets) => {
    expect(readFilter(JSON.stringify(pattern))(record)).toBe(gets)
  })

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a value without a list', '{"eventName":"INSERT"}'],
    ['an empty list', '{"eventName":[]}'],
    ['an empty object', '{"dynamodb":{}}'],
    ['an operator that is not evaluated here', '{"n":[{"numeric":[">",1]}]}'],
    ['two operators in one', '{"n":[{"prefix":"a","suffix":"b"}]}'],
    ['a prefix that is no text', '{"n":[{"prefix":1}]}'],
    ['alternatives that are no patterns', '{"$or":[1]}'],
    ['more than Lambda takes', `{"n":["${'x'.repeat(4_096)}"]}`],
  ])('with %s is refused, and the message shows it', (_, text) => {
    expect(() => readFilter(text)).toThrow(text.slice(0, 60))
  })

  test('of several one has to let a record through; without any all are', () => {
    const [no, yes] = [readFilter('{"eventName":["REMOVE"]}'), readFilter('{"eventName":["INSERT"]}')]
    expect([anyOf([no, yes])(record), anyOf([no])(record), anyOf([])(record)]).toEqual([true, false, true])
  })
})

describe('a mapping of a stream', () => {
  const terms: StreamTerms = {
    batchSize: 10,
    windowMs: 0,
    partialResponses: true,
    bisects: true,
    retries: 2,
    mostAgeMs: 3_600_000,
  }
  const recordsOf = (names: readonly string[], at = startAt) =>
    names.map((name, index) =>
      streamRecord(
        { keys: { pk: { S: name } }, before: undefined, after: { pk: { S: name } } },
        { streamArn, view: 'NEW_IMAGE', number: index + 1, at },
      ),
    )
  const nameOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.Keys?.pk?.S ?? ''

  /** The mapping in virtual time, over a function that does as it is told with each batch. */
  function mapped(
    does: (names: readonly string[], call: number) => unknown,
    more: Partial<StreamTerms> = {},
  ) {
    const clock = scheduler(startAt, 'together')
    const calls: { readonly names: readonly string[]; readonly afterMs: number }[] = []
    const givenUp: { condition: string; from: string; until: string }[] = []
    const done: string[] = []
    let mayRead = true
    const source = startStreamSource(
      {
        ...{ ...terms, ...more },
        lets: record => !nameOf(record as DynamoDBRecord).startsWith('hidden'),
        mayRead: () => mayRead,
        lambda: {
          description: { label: 'spread', arn: 'arn:spread' } as never,
          invoke: async payload => {
            const { Records } = JSON.parse(payload) as DynamoDBStreamEvent
            const names = Records.map(nameOf)
            calls.push({ names, afterMs: clock.now() - startAt })
            const answer = does(names, calls.length)
            if (answer === 'fails')
              return {
                ok: false,
                error: { errorType: 'Error', errorMessage: 'told to', trace: [] },
              } as Outcome
            const failed = Records.filter(record =>
              (answer as readonly string[] | undefined)?.includes(nameOf(record)),
            )
            const batchItemFailures = failed.map(record => ({ itemIdentifier: sequenceOf(record) }))
            return { ok: true, body: JSON.stringify({ batchItemFailures }) } as Outcome
          },
        },
        done: records => done.push(...records.map(nameOf)),
        giveUp: async message => {
          const { requestContext, DDBStreamBatchInfo } = JSON.parse(message)
          const { startSequenceNumber: from, endSequenceNumber: until } = DDBStreamBatchInfo
          givenUp.push({ condition: requestContext.condition, from, until })
        },
      },
      { clock: { ...clock, within: work => work() }, pollMs: 250 },
    )
    return {
      calls,
      givenUp,
      done,
      source,
      at: clock.at,
      names: () => calls.map(({ names }) => names.join(' ')),
      mayRead: (may: boolean) => {
        mayRead = may
      },
      /** Lets time pass until nothing waits. */
      play: () => clock.run(startAt + 24 * 3_600_000, () => !source.waiting()),
    }
  }

  test('hands on what the filters let through, in its order, one batch after the other', async () => {
    const { source, play, names, calls } = mapped(() => undefined, { batchSize: 2 })
    source.take(recordsOf(['a', 'hidden', 'b', 'c']))
    await play()
    expect(names()).toEqual(['a b', 'c'])
    expect(calls.map(({ afterMs }) => afterMs)).toEqual([250, 500])
  })

  test('says what it is done with: what was handed over, given up or held back, and nothing that its function still has', async () => {
    let close = () => {}
    const { source, play, done, at } = mapped(
      batch => {
        if (batch.includes('last')) close()
        return batch.includes('bad') ? 'fails' : undefined
      },
      { batchSize: 2 },
    )
    close = source.close
    source.take(recordsOf(['hidden', 'a', 'bad']))
    expect(done).toEqual(['hidden'])
    at(startAt + 300, () => expect(done).toEqual(['hidden']))
    at(startAt + 12 * 3_600_000, () => {
      expect(done).toEqual(['hidden', 'a', 'bad'])
      source.take(recordsOf(['last']))
    })
    await play()
    await play()
    expect(done).toEqual(['hidden', 'a', 'bad'])
  })

  test('a batch is gathered for as long as the mapping says', async () => {
    const { source, play, calls } = mapped(() => undefined, { windowMs: 1_000 })
    source.take(recordsOf(['a']))
    await play()
    expect(calls).toEqual([{ names: ['a'], afterMs: 1_250 }])
  })

  test('from the first failure on all come again, and what is behind them waits', async () => {
    const { source, play, names } = mapped((_, call) => (call === 1 ? ['b'] : undefined), {
      batchSize: 3,
      bisects: false,
    })
    source.take(recordsOf(['a', 'b', 'c', 'd']))
    await play()
    expect(names()).toEqual(['a b c', 'b c', 'd'])
  })

  test('what is written while a batch is tried again waits behind it', async () => {
    const { source, play, names, at } = mapped((_, call) => (call === 1 ? 'fails' : undefined))
    const [first, second] = recordsOf(['a', 'b'])
    source.take([first as DynamoDBRecord])
    at(startAt + 500, () => source.take([second as DynamoDBRecord]))
    await play()
    expect(names()).toEqual(['a', 'a', 'b'])
  })

  test('one record that always fails takes none of the others with it, and is told once it is given up', async () => {
    const { source, play, calls, givenUp } = mapped(batch => (batch.includes('bad') ? 'fails' : undefined))
    const records = recordsOf(['a', 'b', 'bad', 'c', 'd'])
    source.take(records)
    await play()
    const sequence = records.filter(record => nameOf(record) === 'bad').map(sequenceOf)[0]
    expect(givenUp).toEqual([{ condition: 'RetryAttemptsExhausted', from: sequence, until: sequence }])
    const done = calls.filter(({ names }) => !names.includes('bad')).flatMap(({ names }) => names)
    expect(done).toEqual(['a', 'b', 'c', 'd'])
  })

  test('what cannot be handled for longer than the mapping says is told, and left behind', async () => {
    const { source, play, givenUp } = mapped(() => 'fails', {
      retries: Number.POSITIVE_INFINITY,
      bisects: false,
    })
    source.take(recordsOf(['a', 'b']))
    await play()
    expect(givenUp.map(({ condition }) => condition)).toEqual(['RecordAgeExceeded'])
  })

  test('a stream that its function may not read waits until it may', async () => {
    const { source, play, names, mayRead } = mapped(() => undefined)
    mayRead(false)
    source.take(recordsOf(['a']))
    const later = setImmediate(() => setImmediate(() => mayRead(true)))
    await play()
    clearImmediate(later)
    expect(names()).toEqual(['a'])
  })

  test.each([
    ['a parallelization that is not played', { ParallelizationFactor: 2 }],
    ['a tumbling window', { TumblingWindowInSeconds: 5 }],
  ])('is refused at the start with %s', (_, more) => {
    const properties = { EventSourceArn: streamArn, FunctionName: 'spread', ...more }
    const get = (name: string) => (properties as Readonly<Record<string, unknown>>)[name]
    const resource = { logicalId: 'Records', type: 'AWS::Lambda::EventSourceMapping', properties }
    expect(() => eventSourceSpec(resource, get)).toThrow(Object.keys(more)[0] as string)
  })

  test('is refused at the start with a filter that cannot be evaluated', () => {
    const properties = {
      EventSourceArn: streamArn,
      FunctionName: 'spread',
      FilterCriteria: { Filters: [{ Pattern: '{"n":[{"numeric":["=",1]}]}' }] },
    }
    const get = (name: string) => (properties as Readonly<Record<string, unknown>>)[name]
    const resource = { logicalId: 'Records', type: 'AWS::Lambda::EventSourceMapping', properties }
    expect(() => eventSourceSpec(resource, get)).toThrow('numeric')
  })
})
