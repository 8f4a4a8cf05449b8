import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { groupOf } from '#domain/messages.ts'
import { localCredentials } from '../../../infra/local/runner/function-environment.ts'
import { region } from '../../../infra/local/runner/resolve.ts'
import { listeningOf } from '../../listening.ts'
import { synthesizeFixture } from './fixture-app.ts'
import type { Order } from './fixtures/reader.ts'
import { type Running, run, startAt } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await run(synthesizeFixture())
})
afterAll(() => running.stack.close())

const seenOf = (name: string) => running.seen.filter(line => line.name === name)
const send = (order: Order) => running.stack.sendSignal(order)

async function sendTrade(order: Order, group: string, deduplicationId: string) {
  const QueueUrl = running.stack.outputs.TradeQueueUrl ?? ''
  const sqs = new SQSClient({ region, credentials: localCredentials, endpoint: new URL(QueueUrl).origin })
  const release = running.stack.clock.hold()
  const sent = sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(order),
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId,
    }),
  )
  await sent.finally(release)
}

test('a message reaches its function with AWS’s attributes, in market time', async () => {
  const before = running.stack.clock.now()
  await send({ name: 'plain' })
  await running.stack.idle()
  const [line, ...others] = seenOf('plain')
  expect(others).toEqual([])
  expect(line).toMatchObject({ by: 'reader', receives: 1 })
  expect(line?.sentAt).toBeGreaterThanOrEqual(before)
  expect((line?.at ?? 0) - line?.sentAt).toBeLessThan(5_000)
})

test('only the failed messages of a batch come again, after the visibility timeout', async () => {
  await Promise.all([send({ name: 'good' }), send({ name: 'bad', fails: 2 })])
  await running.stack.idle()
  expect(seenOf('good')).toHaveLength(1)
  const bad = seenOf('bad')
  expect(bad.map(line => line.receives)).toEqual([1, 2, 3])
  const gaps = bad.slice(1).map((line, index) => line.at - (bad[index]?.at ?? 0))
  for (const gap of gaps) {
    expect(gap).toBeGreaterThanOrEqual(29_900)
    expect(gap).toBeLessThan(35_000)
  }
})

test('a message that fails five times goes to the dead-letter queue with its body', async () => {
  await send({ name: 'hopeless', fails: 'always' })
  await running.stack.idle()
  expect(seenOf('hopeless').map(line => line.receives)).toEqual([1, 2, 3, 4, 5])
  const dead = Object.values(await running.stack.deadLetters()).flat()
  expect(dead.map(message => JSON.parse(message.body).name)).toEqual(['hopeless'])
})

test.each([
  ['names a message that was not in the batch', { batchItemFailures: [{ itemIdentifier: 'another' }] }],
  ['has an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ['has no list', { batchItemFailures: 'all' }],
])('an answer that %s fails the batch', async (what, answer) => {
  await send({ name: what, answer })
  await running.stack.idle()
  expect(seenOf(what)).toHaveLength(5)
})

test('an empty answer reports no failure', async () => {
  await send({ name: 'silent', answer: null })
  await running.stack.idle()
  expect(seenOf('silent')).toHaveLength(1)
})

test('a group of a FIFO queue waits for its failed message; other groups do not', async () => {
  await sendTrade({ name: 'eth-1', fails: 1 }, 'ETHUSDT', 'eth-1')
  await sendTrade({ name: 'eth-2' }, 'ETHUSDT', 'eth-2')
  await sendTrade({ name: 'sol-1' }, 'SOLUSDT', 'sol-1')
  await running.stack.idle()
  const order = running.seen.filter(line => line.by === 'taker').map(line => line.name)
  expect(order.filter(name => name.startsWith('eth'))).toEqual(['eth-1', 'eth-1', 'eth-2'])
  expect(order.indexOf('sol-1')).toBeLessThan(order.lastIndexOf('eth-1'))
  expect(seenOf('eth-1').map(line => line.batch)).toEqual([1, 1])
})

test('a group id beyond ASCII is rejected as SQS does, and a symbol’s own group is accepted', async () => {
  const symbol = '币安人生USDT'
  const refused = { name: 'InvalidParameterValue', message: expect.stringContaining('MessageGroupId') }
  await expect(sendTrade({ name: 'refused' }, symbol, 'refused')).rejects.toMatchObject(refused)
  await sendTrade({ name: 'grouped' }, groupOf(symbol), 'grouped')
  await running.stack.idle()
  expect(seenOf('grouped')).toMatchObject([{ group: groupOf(symbol) }])
})

test('a message handed back comes again at the requested time, later at the pace of the queue', async () => {
  await sendTrade({ name: 'soon', fails: 2, restsFor: 5 }, 'ADAUSDT', 'soon')
  await sendTrade({ name: 'by itself', fails: 1 }, 'BNBUSDT', 'by-itself')
  await running.stack.idle()
  const gapsOf = (name: string) =>
    seenOf(name)
      .map(line => line.at)
      .map((at, index, all) => Math.round((at - (all[index - 1] ?? at)) / 1000))
      .slice(1)
  expect(gapsOf('soon')).toEqual([5, 5])
  expect(gapsOf('by itself')).toEqual([90])
})

test('a deduplication id counts for five minutes of market time', async () => {
  await sendTrade({ name: 'first' }, 'XRPUSDT', 'same')
  await sendTrade({ name: 'again' }, 'XRPUSDT', 'same')
  await running.stack.idle()
  await running.stack.clock.sleep(301_000)
  await sendTrade({ name: 'later' }, 'XRPUSDT', 'same')
  await running.stack.idle()
  expect([seenOf('first'), seenOf('again'), seenOf('later')].map(lines => lines.length)).toEqual([1, 0, 1])
})

test('no client beyond this machine reaches the table, the queues or their proxies', () => {
  const listening = listeningOf(process.pid)
  // The queues, and the gates to them and to the table; the table itself has no port.
  expect(listening.length).toBeGreaterThanOrEqual(3)
  expect(listening.filter(({ beyond }) => beyond)).toEqual([])
})

test('a function that cannot be loaded fails at each call, and its log says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'not-loaded-'))
  const file = join(folder, 'index.mjs')
  writeFileSync(file, 'throw new Error("broken on purpose")')
  const { stack, seen } = running
  const former = stack.deploy('taker', file)
  for (const times of [1, 2]) {
    await expect(stack.invoke('taker', {})).rejects.toThrow(/could not be loaded: broken on purpose/)
    const told = seen.filter(line => line.message === 'function-not-loaded')
    expect(told).toHaveLength(times)
    expect(told.at(-1)).toMatchObject({ by: 'taker', level: 'ERROR', at: stack.clock.now() })
    expect(told.at(-1)?.error.message).toContain('broken on purpose')
  }
  stack.deploy('taker', former)
  rmSync(folder, { recursive: true })
})

test('the run starts at the requested market time', () => {
  expect(running.seen[0]?.at).toBeGreaterThanOrEqual(startAt)
})
