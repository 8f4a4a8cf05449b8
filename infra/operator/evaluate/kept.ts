import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../connect/connection.ts'
import type { Criterion, Verdict } from './criterion.ts'

/** A deployment's last evaluation, kept in its table for the doctor of live. */
export interface KeptEvaluation {
  /** In milliseconds. */
  readonly at: number
  readonly release: string
  readonly verdict: Verdict
  readonly criteria: readonly Pick<Criterion, 'criterion' | 'verdict' | 'found'>[]
}

const key = { pk: 'EVALUATION', sk: 'ITEM' }

export async function keepEvaluation(
  { documents, table }: Pick<Connection, 'documents' | 'table'>,
  body: KeptEvaluation,
): Promise<void> {
  await documents.send(new PutCommand({ TableName: table, Item: { ...key, v: 1, body } }))
}

/** Undefined: there was none yet. */
export async function lastEvaluation({
  documents,
  table,
}: Pick<Connection, 'documents' | 'table'>): Promise<KeptEvaluation | undefined> {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))
  return Item?.body as KeptEvaluation | undefined
}
