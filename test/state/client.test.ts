import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, expect, test } from 'vitest'
import { createDocuments } from '#state/client.ts'

let server: Server

afterEach(async () => {
  server.closeAllConnections()
  await new Promise<void>(resolve => server.close(() => resolve()))
})

/** A DynamoDB that leaves the first requests without an answer and has an empty table for the others. */
async function silentAtFirst(silent: number): Promise<{ readonly seen: () => number }> {
  let seen = 0
  server = createServer((_, response) => {
    if (++seen <= silent) return
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  return { seen: () => seen }
}

const get = () => createDocuments().send(new GetCommand({ TableName: 'table', Key: { pk: 'A', sk: 'B' } }))

test('a request that stays without an answer is made again within the life of a function', async () => {
  const { seen } = await silentAtFirst(1)
  const begun = performance.now()
  expect((await get()).Item).toBeUndefined()
  expect(seen()).toBe(2)
  expect(performance.now() - begun).toBeLessThan(1_900)
})

test('a table that never answers is an error after three attempts, not a function that hangs', async () => {
  const { seen } = await silentAtFirst(Number.POSITIVE_INFINITY)
  await expect(get()).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(seen()).toBe(3)
})
