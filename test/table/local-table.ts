import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { createDocuments } from '#lambda/documents.ts'
import { impatient } from '#lambda/patience.ts'
import { inAnyOrder } from './any-order.ts'

// dynalite is CommonJS and brings no types.
const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server

/** A DynamoDB on this machine for one test file, found as the functions find theirs: by the environment. */
export interface LocalDynamo {
  /** A new, empty table of the deployed shape. */
  createTable(): Promise<{ readonly documents: DynamoDBDocumentClient; readonly table: string }>
  stop(): Promise<void>
}

/** The table lives in the test's own thread, and a test may keep it from answering for a while. */
const patientMs = 30_000

export async function startDynamo(): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  const control = new DynamoDBClient()
  const clients: DynamoDBDocumentClient[] = []
  let tables = 0
  return {
    async createTable() {
      const table = `table-${++tables}`
      await control.send(
        new CreateTableCommand({
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      )
      const documents = inAnyOrder(createDocuments(impatient(patientMs)))
      clients.push(documents)
      return { documents, table }
    },
    async stop() {
      for (const client of clients) client.destroy()
      control.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

/** One for all tests of a file. */
export function dynamoForTests(): Pick<LocalDynamo, 'createTable'> {
  let dynamo: LocalDynamo | undefined
  beforeAll(async () => {
    dynamo = await startDynamo()
  })
  afterAll(() => dynamo?.stop())
  return {
    createTable() {
      if (dynamo === undefined) throw new Error('Tables can be created within a test or before each')
      return dynamo.createTable()
    },
  }
}
