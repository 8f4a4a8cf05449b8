import { expect, test } from 'vitest'
import { dynamoReadings } from '#paper/rules/dynamo-readings.ts'
import type { Reading } from '#paper/rules/reading.ts'
import snapshot from '#paper/rules/snapshot.json' with { type: 'json' }
import { dynamoForTests } from '../../table/local-table.ts'

const dynamo = dynamoForTests()
const { kinds, symbols, funding } = snapshot
const readingAt = (readAt: number): Reading => ({ readAt, from: readAt, kinds, symbols, funding })

test('readings of every symbol fit into one item, and of two processes the faster one wins', async () => {
  const { documents, table } = await dynamo.createTable()
  const [one, other] = [dynamoReadings(documents, table), dynamoReadings(documents, table)]
  expect(await one.read()).toEqual([])
  expect(await one.save([readingAt(1)], [])).toBe(true)
  expect(await other.save([readingAt(2)], [])).toBe(false)
  const known = await other.read()
  expect(known).toEqual([readingAt(1)])
  expect(await other.save([readingAt(1), readingAt(3)], known)).toBe(true)
  expect(await one.save([readingAt(4)], known)).toBe(false)
  expect(await one.read()).toEqual([readingAt(1), readingAt(3)])
})
