import { Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { DataStack } from './data-stack.ts'
import type { TradingFunction } from './function.ts'

/** Nothing is scanned or administrated; a batch may also delete: rules of symbols that are gone. */
type ItemAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'BatchWriteItem'

/** Reading and writing the items of the table, in the ways that the function does. */
export function allowState(lambda: TradingFunction, { table }: DataStack, ...ways: ItemAction[]): void {
  lambda.allow(
    ways.map(way => `dynamodb:${way}`),
    [table.tableArn],
  )
}

/** Writing the diary that digests are made of, and no item by which anything is traded. */
export function allowDiary(lambda: TradingFunction, { table }: DataStack): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'DIARY#*' } }
  lambda.allow(['dynamodb:PutItem'], [table.tableArn], conditions)
}

/** Changing these items, and no other. */
export function allowItems(lambda: TradingFunction, { table }: DataStack, keys: readonly string[]): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
  lambda.allow(['dynamodb:UpdateItem'], [table.tableArn], conditions)
}

/** Bringing the paper venue up to date: its own items, and no item by which anything is traded. */
export function allowPaperVenue(lambda: TradingFunction, { table }: DataStack): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PAPER', 'PAPER#*'] } }
  lambda.allow(
    ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'],
    [table.tableArn],
    conditions,
  )
}

/** Reading the exchange credentials, and decrypting them through Secrets Manager only. */
export function allowCredentials(lambda: TradingFunction, { credentials, key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [credentials.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Reading the hashes of the webhook's tokens, and decrypting them through Secrets Manager only. */
export function allowTokens(lambda: TradingFunction, tokens: Secret, { key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [tokens.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Reading the credentials of the channels, and decrypting them through Secrets Manager only. */
export function allowChannels(lambda: TradingFunction, secret: Secret, { key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [secret.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Publishing notices, and encrypting them through SNS only. */
export function allowNotices(lambda: TradingFunction, topic: ITopic, { key }: DataStack): void {
  lambda.allow(['sns:Publish'], [topic.topicArn])
  allowKey(lambda, key, 'sns', ['kms:Decrypt', 'kms:GenerateDataKey'])
}

function allowKey(lambda: TradingFunction, key: IKey, service: string, actions: readonly string[]): void {
  const conditions = {
    StringEquals: { 'kms:ViaService': `${service}.${Stack.of(lambda).region}.amazonaws.com` },
  }
  lambda.allow(actions, [key.keyArn], conditions)
}
