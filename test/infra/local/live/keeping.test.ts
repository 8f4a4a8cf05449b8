import type { Server } from 'node:http'
import dynalite from 'dynalite'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askServer } from '../../../../infra/local/runner/in-process-server.ts'
import { type KeptLine, stateOf } from '../../../../infra/local/runner/keeping/kept.ts'
import { queuesKept, restoreQueues } from '../../../../infra/local/runner/keeping/queue-keeper.ts'
import { createStreamKeeper } from '../../../../infra/local/runner/keeping/stream-keeper.ts'
import { createTableKeeper } from '../../../../infra/local/runner/keeping/table-keeper.ts'
import type { OutsideRequest } from '../../../../infra/local/runner/outside.ts'
import { streamRecord } from '../../../../infra/local/runner/streams/stream-record.ts'

const now = Date.UTC(2026, 10, 28)
let queues: FauxqsServer
beforeAll(async () => {
  queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
})
afterAll(() => queues.stop())

const request = (action: string, input: object): OutsideRequest => ({
  ...{ url: 'http://table/', method: 'POST', body: JSON.stringify(input) },
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${action}`,
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  },
})

/** A table as the templates have it, with the files that keep it. */
async function tableKept() {
  const database: Server = dynalite({ createTableMs: 0 })
  const ask = (asked: OutsideRequest) => askServer(database, asked)
  const call = async (action: string, input: object) => {
    keeper.note(request(action, input))
    const answer = await ask(request(action, input))
    if ('failure' in answer || answer.status !== 200) throw new Error(JSON.stringify(answer))
    return JSON.parse(answer.body)
  }
  const keeper = createTableKeeper(ask)
  const keys = ['pk', 'sk']
  await call('CreateTable', {
    TableName: 'Table',
    AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys.map((AttributeName, index) => ({
      AttributeName,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    BillingMode: 'PAY_PER_REQUEST',
  })
  while ((await call('DescribeTable', { TableName: 'Table' })).Table.TableStatus !== 'ACTIVE')
    await new Promise(setImmediate)
  keeper.follow({ table: 'Table', keys, expiresBy: 'expiresAt', passing: ['PRICE#'] })
  const cut = async (isWhole: boolean, at = now) =>
    (await keeper.cut(isWhole, at)).map(line => JSON.parse(line) as KeptLine)
  const items = async () => (await call('Scan', { TableName: 'Table' })).Items
  return { keeper, call, cut, items }
}

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'ITEM' } })
const item = (pk: string, more: object = {}) => ({ ...key(pk), ...more })
const line = (pk: string, more?: object) => ({
  ...{ table: 'Table', key: key(pk) },
  ...(more && { item: item(pk, more) }),
})

test('a save has each changed item once, in its latest form; the next save only newer changes', async () => {
  const { call, cut } = await tableKept()
  await call('PutItem', { TableName: 'Table', Item: item('A', { n: { N: '1' } }) })
  await call('PutItem', { TableName: 'Table', Item: item('B') })
  await call('UpdateItem', {
    ...{ TableName: 'Table', Key: key('A'), UpdateExpression: 'SET n = :n' },
    ExpressionAttributeValues: { ':n': { N: '2' } },
  })
  expect(await cut(false)).toEqual([line('A', { n: { N: '2' } }), line('B', {})])
  await call('DeleteItem', { TableName: 'Table', Key: key('B') })
  const Item = item('C', { of: { S: 'batch' } })
  await call('BatchWriteItem', { RequestItems: { Table: [{ PutRequest: { Item } }] } })
  expect(await cut(false)).toEqual([line('B'), line('C', { of: { S: 'batch' } })])
  expect(await cut(false)).toEqual([])
  expect(await cut(true)).toEqual([line('A', { n: { N: '2' } }), line('C', { of: { S: 'batch' } })])
})

test('a save leaves out what can be read again, and removes expired items as DynamoDB does', async () => {
  const { call, cut, items } = await tableKept()
  const expiresAt = { N: String(now / 1000 + 60) }
  for (const pk of ['PRICE#ETHUSDT', 'OLD', 'NEW'])
    await call('PutItem', {
      TableName: 'Table',
      Item: item(pk, pk === 'NEW' ? {} : { expiresAt }),
    })
  expect(await cut(true)).toEqual([line('OLD', { expiresAt }), line('NEW', {})])
  expect(await cut(false, now + 11 * 60_000)).toEqual([line('OLD')])
  expect(await items()).toEqual([item('NEW')])
})

test('a table filled from a save continues to be saved', async () => {
  const { keeper, call, cut, items } = await tableKept()
  const all = Array.from({ length: 60 }, (_, index) => item(`P${index}`))
  await keeper.restore(all.map(each => ({ table: 'Table', item: each })))
  expect(await items()).toHaveLength(60)
  expect(await cut(false)).toEqual([])
  await call('DeleteItem', { TableName: 'Table', Key: key('P7') })
  const { items: left } = stateOf([...all.map((_, index) => line(`P${index}`, {})), ...(await cut(false))])
  expect(left).toHaveLength(59)
})

let made = 0
let standard: string
let fifo: string
beforeEach(() => {
  made += 1
  standard = `signals-${made}`
  fifo = `trades-${made}.fifo`
})
const create = () => {
  queues.createQueue(standard, { attributes: { VisibilityTimeout: '600' } })
  queues.createQueue(fifo, { attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' } })
}
const bodies = (name: string) => queuesKept(queues, [name])[name]?.map(({ body }) => body)

async function receive(name: string): Promise<string> {
  const { url = '' } = queues.inspectQueue(name) ?? {}
  const answer = await fetch(`http://127.0.0.1:${queues.port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
    body: JSON.stringify({ QueueUrl: url, MaxNumberOfMessages: 1 }),
  })
  const { Messages = [] } = (await answer.json()) as { Messages?: { Body: string }[] }
  return Messages[0]?.Body ?? 'none'
}

test('a save includes messages in flight, and delivers them first', async () => {
  create()
  for (const body of ['one', 'two']) queues.sendMessage(standard, body)
  expect(await receive(standard)).toBe('one')
  const kept = queuesKept(queues, [standard])
  expect(kept[standard]?.map(({ body, received }) => [body, received])).toEqual([
    ['one', 1],
    ['two', 0],
  ])
  queues.deleteQueue(standard)
  create()
  restoreQueues(queues, [standard], kept, now)
  expect(queuesKept(queues, [standard])).toEqual(kept)
  expect(await receive(standard)).toBe('one')
})

test('messages of a group keep their order and their deduplication ids', () => {
  create()
  for (const body of ['entry', 'close'])
    queues.sendMessage(fifo, body, { messageGroupId: 'ETHUSDT', messageDeduplicationId: `id-${body}` })
  const kept = queuesKept(queues, [fifo])
  queues.deleteQueue(fifo)
  create()
  restoreQueues(queues, [fifo], { ...kept, 'a-queue-that-is-no-more': kept[fifo] ?? [] }, now)
  expect(bodies(fifo)).toEqual(['entry', 'close'])
  expect(queuesKept(queues, [fifo])).toEqual(kept)
})

test('a stream’s record is saved until every function is done with it', () => {
  const streams = createStreamKeeper()
  const streamArn = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/Table/stream/local'
  const [one, two, three] = ['A', 'B', 'C'].map((pk, number) =>
    streamRecord(
      { keys: key(pk), before: undefined, after: item(pk) },
      { streamArn, view: 'NEW_IMAGE', number, at: now },
    ),
  )
  if (!one || !two || !three) throw new Error('expected three records')
  const lines: KeptLine[] = []
  const cut = (isWhole = false) => {
    const news = streams.cut(isWhole).map(text => JSON.parse(text) as KeptLine)
    lines.push(...news)
    return news
  }
  streams.add([one, two])
  cut()
  expect(stateOf(lines).streamed).toEqual([one, two])
  streams.done([one.eventID ?? ''])
  streams.add([three])
  streams.done([three.eventID ?? ''])
  cut()
  expect(stateOf(lines).streamed).toEqual([two])
  expect(cut()).toEqual([])
  // The state with which a run goes on is kept on.
  const next = createStreamKeeper()
  next.add(stateOf(lines).streamed)
  expect(stateOf(next.cut(true).map(text => JSON.parse(text) as KeptLine)).streamed).toEqual([two])
})
