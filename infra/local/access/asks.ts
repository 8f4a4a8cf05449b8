import type { IncomingHttpHeaders } from 'node:http'
import { account, region } from '../resolve.ts'
import type { Ask } from './statement.ts'

/** A request to an AWS service, read in full. */
export interface AwsRequest {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Which resources are encrypted with which key of ours: using them means using it. */
export type KeyOf = Readonly<Record<string, string>>

type Json = Readonly<Record<string, unknown>>

const arnOf = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`

/** The access key id that signed the request; undefined when nobody did. */
export function callerOf({ headers }: AwsRequest): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1]
}

/** What the request asks for, in the terms of IAM; throws when the local run does not know its action. */
export function asksOf(request: AwsRequest, keyOf: KeyOf): readonly Ask[] {
  const [prefix = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  if (prefix === '') return publishing(new URLSearchParams(request.body), keyOf)
  const input = JSON.parse(request.body) as Json
  if (prefix.startsWith('DynamoDB_')) {
    const tables = input.RequestItems ? Object.keys(input.RequestItems as Json) : [String(input.TableName)]
    return tables.map(table => ({
      action: `dynamodb:${action}`,
      resource: arnOf('dynamodb', `table/${table}`),
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
