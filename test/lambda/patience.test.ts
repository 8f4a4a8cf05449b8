import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, test } from 'vitest'
import { createDocuments } from '#lambda/documents.ts'
import { topicNotifier } from '#lambda/notices.ts'
import { createQueues } from '#lambda/queues.ts'
import { credentialsReader } from '#lambda/secrets.ts'
import { watchStarter } from '#lambda/watch.ts'

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise<void>(resolve => server.close(() => resolve()))
  }
})

type Fault = 'no answer' | 'half an answer'
const services = ['DYNAMODB', 'SQS', 'SNS', 'SFN', 'SECRETS_MANAGER'] as const

/** AWS whose first answers never come or never end; the others are empty objects. */
async function faultyAtFirst(
  fault: Fault,
  faulty: number,
): Promise<{ readonly url: string; readonly seen: () => number }> {
  let seen = 0
  const server = createServer((_, response) => {
    const sick = ++seen <= faulty
    if (sick && fault === 'no answer') return
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': 2 })
    if (sick) response.write('{')
    else response.end('{}')
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  Object.assign(process.env, {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...Object.fromEntries(services.map(service => [`AWS_ENDPOINT_URL_${service}`, url])),
  })
  return { url, seen: () => seen }
}

const arn = (service: string) => `arn:aws:${service}:ap-northeast-1:123456789012:it`

const read = () => createDocuments().send(new GetCommand({ TableName: 'table', Key: { pk: 'A', sk: 'B' } }))

/** One call of every client that a function has. */
const calls = (url: string): readonly (() => Promise<unknown>)[] => [
  read,
  () => createQueues()(`${url}/123456789012/it`).send({}),
  () => topicNotifier(arn('sns'))('subject', {}),
  () => watchStarter(arn('states'))(),
  () => credentialsReader('it')(),
]

test.each(['no answer', 'half an answer'] as const)(
  'every request to a service has a time limit: %s',
  async fault => {
    const { url } = await faultyAtFirst(fault, Number.POSITIVE_INFINITY)
    const ends = await Promise.allSettled(calls(url).map(call => call()))
    for (const end of ends) {
      expect(end).toMatchObject({ status: 'rejected' })
      const { reason } = end as PromiseRejectedResult
      expect(String(reason)).toMatch(/timed out|requestTimeout|establish a connection/)
      // The reader of secrets passes the client's own error on as a cause.
      expect((reason.cause ?? reason).$metadata.attempts).toBe(3)
    }
  },
)

test('a request without an answer is sent again', async () => {
  const { seen } = await faultyAtFirst('no answer', 1)
  const { Item, $metadata } = await read()
  expect(Item).toBeUndefined()
  // One more if the machine itself delayed an answer.
  expect($metadata.attempts).toBeGreaterThan(1)
  expect(seen()).toBeGreaterThan(1)
})
