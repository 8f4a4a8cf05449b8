import { Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { DataStack } from './data-stack.ts'
import type { TradingFunction } from './function.ts'

/** No scans, no administration. A batch may also delete: the rules of delisted symbols. */
type ItemAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'BatchWriteItem'

/** Lets the function do these actions on the table's items. */
export function allowState(lambda: TradingFunction, { table }: DataStack, ...ways: ItemAction[]): void {
  lambda.allow(
    ways.map(way => `dynamodb:${way}`),
    [table.tableArn],
  )
}

/** Lets the function write the digests' diary, and no item that trading uses. */
export function allowDiary(lambda: TradingFunction, { table }: DataStack): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'DIARY#*' } }
  lambda.allow(['dynamodb:PutItem'], [table.tableArn], conditions)
}

/** Lets the function change these items only. */
export function allowItems(lambda: TradingFunction, { table }: DataStack, keys: readonly string[]): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
  lambda.allow(['dynamodb:UpdateItem'], [table.tableArn], conditions)
}

/** Lets the function bring the paper venue up to date: the venue's own items, and no item that trading uses. */
export function allowPaperVenue(lambda: TradingFunction, { table }: DataStack): void {
  const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PAPER', 'PAPER#*'] } }
  lambda.allow(
    ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'],
    [table.tableArn],
    conditions,
  )
}

/** Lets the function read the exchange credentials, and decrypt them through Secrets Manager only. */
export function allowCredentials(lambda: TradingFunction, { credentials, key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [credentials.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Lets the function read the hashes of the webhook's tokens, and decrypt them through Secrets Manager only. */
export function allowTokens(lambda: TradingFunction, tokens: Secret, { key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [tokens.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Lets the function read the channels' credentials, and decrypt them through Secrets Manager only. */
export function allowChannels(lambda: TradingFunction, secret: Secret, { key }: DataStack): void {
  lambda.allow(['secretsmanager:GetSecretValue'], [secret.secretArn])
  allowKey(lambda, key, 'secretsmanager', ['kms:Decrypt'])
}

/** Lets the function publish notices, and encrypt them through SNS only. */
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
