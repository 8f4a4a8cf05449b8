import { readFileSync } from 'node:fs'
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { systemClock } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()

/** The command as the runbook prints it: an operator will paste it in a hurry. */
function commandInRunbook() {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  const said = (option: string) => new RegExp(`--${option} '([^']+)'`).exec(runbook)?.[1] ?? ''
  return {
    Key: JSON.parse(said('key')),
    UpdateExpression: said('update-expression'),
    ExpressionAttributeValues: JSON.parse(said('expression-attribute-values')),
  }
}

test('the runbook’s kill switch halts entries, and a concurrent change does not undo it', async () => {
  const { documents, table } = await dynamo.createTable()
  const { account } = createState({ documents, table, clock: systemClock })
  const opened = await account.open('paper', false)
  const client = new DynamoDBClient()
  await client.send(new UpdateItemCommand({ TableName: table, ...commandInRunbook() }))
  client.destroy()
  const halted = await account.read()
  expect(halted.item.halts).toEqual({ killSwitch: 'maintenance' })
  expect(halted.version).toBe(opened.version + 1)
  const after = await account.update(current => ({ ...current, foreign: ['BTCUSDT'] }))
  expect(after.item).toMatchObject({ halts: { killSwitch: 'maintenance' }, foreign: ['BTCUSDT'] })
})
