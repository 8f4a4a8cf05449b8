import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** A table that counts writes, except those of the watch's ticks. */
export interface CountedTable {
  readonly documents: DynamoDBDocumentClient
  changes(): number
}

const writes = ['PutCommand', 'UpdateCommand', 'DeleteCommand', 'BatchWriteCommand']
const ofTheWatch = 'WATCH'

export function countedTable(documents: DynamoDBDocumentClient): CountedTable {
  let changes = 0
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    const { Key } = command.input as { readonly Key?: { readonly pk: string } }
    if (writes.includes(command.constructor.name) && Key?.pk !== ofTheWatch) changes += 1
    return documents.send(command)
  }
  return { documents: { send } as unknown as DynamoDBDocumentClient, changes: () => changes }
}
