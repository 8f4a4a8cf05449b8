import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { beforeEach, expect, test } from 'vitest'
import type { Clock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { ethRules } from '../domain/market.ts'
import { aPosition } from './a-position.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let documents: DynamoDBDocumentClient
let state: State
let pauses: number[]
beforeEach(async () => {
  pauses = []
  const clock: Clock = { now: () => 0, sleep: async ms => void pauses.push(ms) }
  const table = await dynamo.createTable()
  documents = table.documents
  state = createState({ ...table, clock })
})

type Requests = Record<string, { Keys: unknown[] } | unknown[]>

/** DynamoDB takes at most `most` of a batch and hands the rest back. */
function takeOnly(most: number): void {
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async args => {
        const { RequestItems } = args.input as { RequestItems?: Requests }
        if (RequestItems === undefined || !commandName?.startsWith('Batch')) return next(args)
        const [[table, asked] = ['', []]] = Object.entries(RequestItems)
        const all = Array.isArray(asked) ? asked : asked.Keys
        const wrap = (part: unknown[]) => ({
          [table]: Array.isArray(asked) ? part : { ...asked, Keys: part },
        })
        const done =
          most === 0
            ? { response: {}, output: {} as never }
            : await next({ ...args, input: { RequestItems: wrap(all.slice(0, most)) } as never })
        const left = all.slice(most)
        if (left.length > 0)
          Object.assign(done.output as object, {
            [Array.isArray(asked) ? 'UnprocessedItems' : 'UnprocessedKeys']: wrap(left),
          })
        return done
      },
    { step: 'initialize', name: 'takes only some', priority: 'low' },
  )
}

test('reads that DynamoDB handed back are repeated, each time later', async () => {
  const ids = ['p1', 'p2', 'p3', 'p4', 'p5']
  for (const id of ids) await state.positions.create(aPosition({ id }))
  takeOnly(2)
  expect((await state.positions.readAll(ids)).map(({ item }) => item.id)).toEqual(ids)
  expect(pauses).toEqual([20, 40])
})

test('writes that DynamoDB handed back are repeated', async () => {
  takeOnly(2)
  const rules = ['A', 'B', 'C', 'D', 'E'].map(symbol => ({ ...ethRules, symbol }))
  await state.symbols.saveRules(rules, 1000)
  for (const { symbol } of rules) expect((await state.symbols.rules(symbol))?.rules).toMatchObject({ symbol })
})

test('a table that takes no write is an error, not an endless loop', async () => {
  await state.positions.create(aPosition())
  takeOnly(0)
  await expect(state.symbols.saveRules([ethRules], 1000)).rejects.toThrow(/the table is throttled/)
})
