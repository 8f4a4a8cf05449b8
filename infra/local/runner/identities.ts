import { account, type LocalIdentity, region } from './resolve.ts'
import type { TemplateResource } from './template.ts'

export const arnOf = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`

/** The local name of each resource of a template; queues are reached at `queuesUrl`. */
export function localIdentity(
  { type, logicalId, properties }: TemplateResource,
  queuesUrl: string,
): LocalIdentity {
  switch (type) {
    case 'AWS::SQS::Queue': {
      const name = queueName({ logicalId, properties })
      const attributes = { Arn: arnOf('sqs', name), QueueName: name }
      return { ref: `${queuesUrl}/${account}/${name}`, attributes }
    }
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const Arn = arnOf('dynamodb', `table/${logicalId}`)
      const hasStream = properties.StreamSpecification !== undefined
      return { ref: logicalId, attributes: { Arn, ...(hasStream && { StreamArn: `${Arn}/stream/local` }) } }
    }
    case 'AWS::SNS::Topic':
      return { ref: arnOf('sns', logicalId), attributes: { TopicName: logicalId } }
    case 'AWS::SecretsManager::Secret':
      return { ref: arnOf('secretsmanager', `secret:${logicalId}`), attributes: {} }
    case 'AWS::Lambda::Function': {
      const name = String(properties.FunctionName ?? logicalId)
      return { ref: name, attributes: { Arn: arnOf('lambda', `function:${name}`) } }
    }
    case 'AWS::Lambda::Version':
      return { ref: logicalId, attributes: { Version: '1' } }
    case 'AWS::Lambda::Alias':
      return {
        ref: arnOf('lambda', `function:${aliasedFunction(properties)}:${properties.Name}`),
        attributes: {},
      }
    case 'AWS::ApiGatewayV2::Api':
      return { ref: logicalId, attributes: { ApiEndpoint: `https://${logicalId}.execute-api` } }
    case 'AWS::EC2::EIP':
      return { ref: '127.0.0.1', attributes: { PublicIp: '127.0.0.1', AllocationId: logicalId } }
    case 'AWS::IAM::Role':
      return { ref: logicalId, attributes: { Arn: `arn:aws:iam::${account}:role/${logicalId}` } }
    case 'AWS::CloudWatch::Alarm':
      return { ref: logicalId, attributes: { Arn: arnOf('cloudwatch', `alarm:${logicalId}`) } }
    case 'AWS::KMS::Key':
      return { ref: logicalId, attributes: { Arn: arnOf('kms', `key/${logicalId}`) } }
    case 'AWS::Logs::LogGroup':
      return { ref: logicalId, attributes: { Arn: arnOfLogGroup(logicalId) } }
    case 'AWS::StepFunctions::StateMachine':
      return { ref: arnOf('states', `stateMachine:${logicalId}`), attributes: { Name: logicalId } }
    default:
      return { ref: logicalId, attributes: { Arn: arnOf('local', logicalId) } }
  }
}

export const arnOfLogGroup = (name: string): string => arnOf('logs', `log-group:${name}:*`)

/** SQS recognises a FIFO queue by its name. */
export function queueName({
  logicalId,
  properties,
}: Pick<TemplateResource, 'logicalId' | 'properties'>): string {
  return properties.FifoQueue ? `${logicalId}.fifo` : logicalId
}

/** The function's name in `name`, `name:alias`, or an ARN with or without alias. */
export function functionName(reference: string): string {
  const parts = reference.split(':')
  return (reference.startsWith('arn:') ? parts[6] : parts[0]) ?? reference
}

function aliasedFunction(properties: TemplateResource['properties']): string {
  const name = properties.FunctionName as { readonly Ref?: string } | undefined
  if (!name?.Ref)
    throw new Error(`an alias of ${JSON.stringify(name)}: expected a Ref to a function of its stack`)
  return name.Ref
}
