import type { IncomingHttpHeaders } from 'node:http'
import { arnOf } from '../runner/identities.ts'
import { region } from '../runner/resolve.ts'
import type { Ask } from './statement.ts'

/** A request to an AWS service, fully read. */
export interface AwsRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Resources and the keys of ours that encrypt them: using such a resource means using its key. */
export type KeyOf = Readonly<Record<string, string>>

type Json = Readonly<Record<string, unknown>>

interface Keyed {
  readonly pk: { readonly S: string }
}
/** The form of our requests to a table: keys are `pk` and `sk`, queries name theirs `:pk`. */
interface DynamoDbRequest {
  readonly TableName?: string
  readonly Key?: Keyed
  readonly Item?: Keyed
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S: string }>>
  readonly RequestItems?: Readonly<
    Record<
      string,
      { readonly Keys: readonly Keyed[] } | readonly { readonly PutRequest: { readonly Item: Keyed } }[]
    >
  >
}

/** The access key id that signed the request; undefined if it is unsigned. */
export function callerOf({ headers }: AwsRequest): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1]
}

/** What the request does in IAM's terms; throws if the local run does not know its action. */
export function asksOf(request: AwsRequest, keyOf: KeyOf): readonly Ask[] {
  const [prefix = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (prefix === '') return publishing(new URLSearchParams(request.body), keyOf)
  const input = JSON.parse(request.body) as Json
  if (prefix.startsWith('DynamoDB_')) {
    return leadingKeys(input).map(([table, key]) => ({
      action: `dynamodb:${action}`,
      resource: arnOf('dynamodb', `table/${table}`),
      context: { 'dynamodb:LeadingKeys': key },
    }))
  }
  if (prefix === 'AmazonSQS') {
    const queue = String(input.QueueUrl).split('/').at(-1) ?? ''
    return [{ action: `sqs:${action.replace(/Batch$/, '')}`, resource: arnOf('sqs', queue) }]
  }
  if (prefix === 'secretsmanager') {
    const secret = String(input.SecretId)
    return [{ action: `secretsmanager:${action}`, resource: secret }, ...decrypting(secret, keyOf)]
  }
  if (prefix === 'AWSStepFunctions')
    return [{ action: `states:${action}`, resource: String(input.stateMachineArn) }]
  throw new Error(`the local run cannot tell which permission ${prefix}.${action} needs`)
}

/** Each table of a request with the partition keys that it uses, as IAM passes them to conditions. */
function leadingKeys(input: Json): readonly (readonly [table: string, key: string])[] {
  const { RequestItems, TableName, Key, Item, ExpressionAttributeValues } = input as DynamoDbRequest
  if (!RequestItems) {
    const key = Key?.pk ?? Item?.pk ?? ExpressionAttributeValues?.[':pk']
    return [[String(TableName), key?.S ?? '']]
  }
  return Object.entries(RequestItems).flatMap(([table, asked]) => {
    const keys = 'Keys' in asked ? asked.Keys : asked.map(({ PutRequest }) => PutRequest.Item)
    return [...new Set(keys.map(({ pk }) => pk.S))].map(key => [table, key] as const)
  })
}

function publishing(form: URLSearchParams, keyOf: KeyOf): readonly Ask[] {
  const topic = form.get('TopicArn') ?? ''
  const [key, context] = [keyOf[topic], { 'kms:ViaService': `sns.${region}.amazonaws.com` }]
  return [
    { action: `sns:${form.get('Action')}`, resource: topic },
    ...(key
      ? ['kms:Decrypt', 'kms:GenerateDataKey'].map(action => ({ action, resource: key, context }))
      : []),
  ]
}

function decrypting(secret: string, keyOf: KeyOf): readonly Ask[] {
  const key = keyOf[secret]
  const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` }
  return key ? [{ action: 'kms:Decrypt', resource: key, context }] : []
}
