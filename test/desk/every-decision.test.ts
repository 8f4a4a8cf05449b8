import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalDesk, openDesk } from './a-desk.ts'

// What `npm start` plays: the sample market and its signals, as fast as it goes.
let desk: LocalDesk
beforeAll(async () => {
  const signals = fileURLToPath(new URL('../../infra/local/sample/signals.jsonl', import.meta.url))
  desk = await openDesk({ signals, speed: Number.POSITIVE_INFINITY })
  await desk.played
  await desk.stack.idle()
  desk.stack.clock.stop()
}, 600_000)
afterAll(() => desk?.close())

interface Found {
  readonly equal: boolean
  readonly positions: readonly { readonly verified: readonly { readonly rule: string }[] }[]
}

test('every decision of every position of the default run comes out the same, byte for byte', async () => {
  const { code, json } = await desk.qt('explain', '--verify', '--all', '--json')
  const { equal, positions } = json() as Found
  expect(equal).toBe(true)
  expect(code).toBe(0)
  expect(positions.length).toBeGreaterThan(8)
  const rules = positions.flatMap(({ verified }) => verified.map(({ rule }) => rule))
  expect(rules.length).toBeGreaterThan(200)
  expect(new Set(rules)).toEqual(new Set(['plan-entry', 'plan-rungs', 'next-move']))
  for (const { verified } of positions) expect(verified.length).toBeGreaterThan(0)
})

test('a journal that was tampered with is found out', async () => {
  const { documents, table } = desk.stack
  const { PutCommand, ScanCommand } = await import('@aws-sdk/lib-dynamodb')
  const filter = { FilterExpression: 'body.#rule = :rule', ExpressionAttributeNames: { '#rule': 'rule' } }
  const scan = { TableName: table, ...filter, ExpressionAttributeValues: { ':rule': 'next-move' } }
  const item = (await documents.send(new ScanCommand(scan))).Items?.[0]
  const body = { ...item?.body, outcome: '{"move":"hold"}' }
  await documents.send(new PutCommand({ TableName: table, Item: { ...item, body } }))
  const { code, out } = await desk.qt('explain', '--verify', '--all')
  expect(out).toMatch(/1 of \d+ decisions come out differently/)
  expect(out).toContain('recorded {"move":"hold"}')
  expect(code).toBe(1)
})
