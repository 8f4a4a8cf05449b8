import type { DataStack } from './data-stack.ts'
import type { TradingFunction } from './function.ts'

/** Reading and writing single items and batches; nothing is deleted, scanned or administrated. */
const itemActions = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:BatchWriteItem',
]

export function allowState(lambda: TradingFunction, { table }: DataStack): void {
  lambda.allow(itemActions, table.tableArn)
}

export function allowCredentials(lambda: TradingFunction, { credentials }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], credentials.secretArn)
}
