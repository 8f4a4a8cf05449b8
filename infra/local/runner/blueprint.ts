import { join } from 'node:path'
import { stackVariables } from '#settings/stack-variables.ts'
import type { AccessRules } from '../access/access.ts'
import { readAccess } from '../access/read-access.ts'
import { type EventSourceSpec, eventSourceSpec } from './event-source-spec.ts'
import { type ApiSpec, readApis } from './http-api/api-spec.ts'
import { arnOfLogGroup, localIdentity, queueName } from './identities.ts'
import type { Definition } from './local-definition.ts'
import { createResolver } from './resolve.ts'
import type { StackTemplate, TemplateResource } from './template.ts'

/** The templates' resources in this machine's terms. */
export interface Blueprint {
  readonly tables: readonly TableSpec[]
  readonly queues: readonly QueueSpec[]
  readonly topics: readonly string[]
  /** Functions subscribed to a topic. */
  readonly subscriptions: readonly { readonly topicArn: string; readonly functionArn: string }[]
  readonly secrets: readonly { readonly arn: string; readonly value: string }[]
  readonly access: AccessRules
  readonly functions: readonly FunctionSpec[]
  /** Names of functions whose asynchronous invocations are not retried. */
  readonly madeOnce: readonly string[]
  readonly apis: readonly ApiSpec[]
  readonly eventSources: readonly EventSourceSpec[]
  readonly stateMachines: readonly {
    readonly name: string
    readonly arn: string
    readonly definition: Definition
  }[]
  readonly schedules: readonly {
    readonly name: string
    readonly expression: string
    readonly targetArn: string
    readonly input: string
    /** Dead-letter queue for starts that failed. */
    readonly deadLettersArn: string | undefined
  }[]
  readonly outputs: Readonly<Record<string, string>>
}

export interface TableSpec {
  readonly name: string
  /** Set if its template names one. */
  readonly streamArn: string | undefined
  readonly properties: Readonly<Record<string, unknown>>
}

export interface QueueSpec {
  readonly name: string
  readonly url: string
  readonly arn: string
  readonly fifo: boolean
  readonly visibilitySeconds: number
  readonly deadLettersArn: string | undefined
  readonly attributes: Readonly<Record<string, string>>
}

export interface FunctionSpec {
  readonly name: string
  readonly arn: string
  /** Its name in logs and metrics, without the deployment. */
  readonly label: string
  readonly file: string
  readonly handler: string
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  /** ARN of its log group, with `:*` behind it. */
  readonly logGroupArn: string
}

/** Lambda's defaults for whatever a template leaves out. */
const defaults = { visibilitySeconds: 30, timeoutSeconds: 3, memoryMb: 128 }

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Properties = any

/** Reads the templates into specs, with all references resolved. */
export function readBlueprint(stacks: readonly StackTemplate[], queuesUrl: string): Blueprint {
  const identify = (resource: TemplateResource) => localIdentity(resource, queuesUrl)
  const resolver = createResolver(stacks, identify)

  /** Every resource of a type, with its local name and the properties that `read` needs, resolved. */
  function all<T>(type: string, read: (resource: Found) => T): T[] {
    return stacks.flatMap(stack =>
      [...stack.resources.values()]
        .filter(resource => resource.type === type)
        .map(resource => {
          const get = (name: string): Properties => resolver.resolve(stack, resource.properties[name])
          return read({ stack, resource, get, ...identify(resource) })
        }),
    )
  }

  const table = ({ ref, resource, attributes }: Found) => ({
    name: ref,
    properties: resource.properties,
    streamArn: attributes.StreamArn,
  })
  return {
    tables: [...all('AWS::DynamoDB::GlobalTable', table), ...all('AWS::DynamoDB::Table', table)],
    queues: all('AWS::SQS::Queue', queueSpec),
    topics: all('AWS::SNS::Topic', ({ resource }) => resource.logicalId),
    subscriptions: all('AWS::SNS::Subscription', ({ get }) => get)
      .filter(get => get('Protocol') === 'lambda')
      .map(get => ({ topicArn: get('TopicArn'), functionArn: get('Endpoint') })),
    secrets: all('AWS::SecretsManager::Secret', ({ ref, get }) => ({
      arn: ref,
      value: secretValue(ref, get),
    })),
    access: readAccess(stacks, queuesUrl),
    functions: all('AWS::Lambda::Function', functionSpec),
    madeOnce: all('AWS::Lambda::EventInvokeConfig', ({ get }) => get)
      .filter(get => get('MaximumRetryAttempts') === 0)
      .map(get => get('FunctionName')),
    apis: readApis(all),
    eventSources: all('AWS::Lambda::EventSourceMapping', ({ resource, get }) =>
      eventSourceSpec(resource, get),
    ),
    stateMachines: all('AWS::StepFunctions::StateMachine', ({ ref, resource, get }) => ({
      name: resource.logicalId,
      arn: ref,
      definition: JSON.parse(get('DefinitionString')),
    })),
    schedules: all('AWS::Scheduler::Schedule', ({ get, resource }) => ({
      name: resource.logicalId,
      expression: get('ScheduleExpression'),
      targetArn: get('Target').Arn,
      input: get('Target').Input ?? '{}',
      deadLettersArn: get('Target').DeadLetterConfig?.Arn,
    })),
    outputs: resolver.outputs(),
  }
}

interface Found {
  readonly stack: StackTemplate
  readonly resource: TemplateResource
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
  readonly get: (property: string) => Properties
}

function queueSpec({ resource, ref, attributes, get }: Found): QueueSpec {
  const redrive = get('RedrivePolicy')
  const said = [
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'MaximumMessageSize',
    'DelaySeconds',
    'FifoQueue',
    'ContentBasedDeduplication',
  ]
    .map(name => [name, get(name)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
  return {
    name: queueName(resource),
    url: ref,
    arn: attributes.Arn ?? '',
    fifo: get('FifoQueue') === true,
    visibilitySeconds: get('VisibilityTimeout') ?? defaults.visibilitySeconds,
    deadLettersArn: redrive?.deadLetterTargetArn,
    attributes: { ...Object.fromEntries(said), ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }) },
  }
}

function functionSpec({ stack, resource, ref, attributes, get }: Found): FunctionSpec {
  const folder = stack.assets.get(get('Code').S3Key)
  const [file, handler] = String(get('Handler')).split('.')
  if (!folder || !file || !handler)
    throw new Error(`${resource.logicalId} has no bundle in the assembly; synthesize with bundling`)
  const environment: Record<string, string> = get('Environment')?.Variables ?? {}
  const service = environment.POWERTOOLS_SERVICE_NAME ?? ref
  return {
    name: ref,
    arn: attributes.Arn ?? '',
    label: service.replace(`${environment[stackVariables.deployment]}-`, ''),
    file: join(folder, `${file}.mjs`),
    handler,
    timeoutMs: (get('Timeout') ?? defaults.timeoutSeconds) * 1000,
    memoryMb: get('MemorySize') ?? defaults.memoryMb,
    environment,
    logGroupArn: arnOfLogGroup(get('LoggingConfig')?.LogGroup),
  }
}

/** The secret's value in the template, or one generated as by Secrets Manager, but the same in every run. */
function secretValue(ref: string, get: Found['get']): string {
  const said = get('SecretString')
  if (said !== undefined) return said
  const { SecretStringTemplate = '{}', GenerateStringKey } = get('GenerateSecretString') ?? {}
  return JSON.stringify({
    ...JSON.parse(SecretStringTemplate),
    ...(GenerateStringKey && { [GenerateStringKey]: `generated for ${ref}` }),
  })
}
