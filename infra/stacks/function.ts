import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  type Alias,
  ApplicationLogLevel,
  Architecture,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  StartingPosition,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { changeRetries } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import { asVariables, type StackVariable } from '#settings/stack-variables.ts'
import { codeOf } from './bundles.ts'
import type { Deployment } from './deployment.ts'
import { checkEnvironmentSize } from './environment-size.ts'
import { metricsNamespace } from './metrics-namespace.ts'

/**
 * For functions whose computing a position waits for: a slow entry leaves it naked longer, a slow close comes later.
 */
export const wholeCoreMb = 1769

/** What Lambda needs to put a function into a network, according to AWS's documentation. */
const networkInterfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

/** The network of a function that must ask Binance from one address. */
export type Placement = Required<Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>>

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

export interface TakeProps {
  readonly batchSize: number
  /** Most batches at once: a flood of them must leave room for the watch. */
  readonly maxConcurrency: number
}

export interface FollowProps {
  /** Patterns of the records that reach the function; other records cost nothing. */
  readonly filters: readonly Readonly<Record<string, unknown>>[]
  /** Receives a notice of each record that was given up. */
  readonly discards: Queue
}

export interface TradingFunctionProps {
  readonly deployment: Deployment
  /** Name in AWS, for a function whose name must be known before it is made; otherwise CloudFormation names it. */
  readonly functionName?: string
  /** Name in logs and metrics, where the deployment's name precedes it. */
  readonly name: string
  /** Path of the handler from the repository's root. */
  readonly entry: string
  readonly timeoutSeconds: number
  /**
   * In megabytes; default 1,024. `npm run bench` measures that none needs 256 MB: more memory buys processor time, a
   * whole core at 1,769 MB.
   */
  readonly memoryMb?: number
  /** Concurrency reserved for it, if the operator chose that: enough for the watch with all positions open. */
  readonly reserved?: number | undefined
  /** Its network, if it runs in one. */
  readonly network?: Placement | undefined
  /** Its variables beside the settings, which every function gets. */
  readonly resources: Readonly<Partial<Record<StackVariable, string>>>
}

/**
 * A function like all of ours: bundled to one ES module, on arm64, with the settings in its environment, a role that
 * may write only its own log, and the alias `live`, which events and the watch call.
 */
export class TradingFunction extends Construct {
  readonly live: Alias
  readonly timeoutSeconds: number
  /** The `service` dimension of its metrics. */
  readonly service: string
  readonly log: LogGroup
  readonly #role: Role
  readonly #lambda: LambdaFunction

  constructor(scope: Construct, id: string, props: TradingFunctionProps) {
    super(scope, id)
    this.timeoutSeconds = props.timeoutSeconds
    this.service = `${props.deployment.name}-${props.name}`
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.log = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: props.deployment.dataRemoval,
    })
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.log.logGroupArn])
    if (props.network) this.#mayEnterNetwork()
    const environment = {
      ...props.deployment.settings,
      ...asVariables({
        ...props.resources,
        ...(props.network && { fixedEgress: 'true' }),
        deployment: props.deployment.name,
      }),
      POWERTOOLS_SERVICE_NAME: this.service,
      POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
    }
    checkEnvironmentSize(this.service, environment, props.deployment.settings)
    this.#lambda = new LambdaFunction(this, 'Function', {
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      description: `Quantum Trader (${props.deployment.name}): ${props.name}`,
      code: codeOf(props.entry, props.deployment.name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 1024,
      timeout: Duration.seconds(props.timeoutSeconds),
      ...(props.reserved && { reservedConcurrentExecutions: props.reserved }),
      // The version that a rollback returns to.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      role: this.#role,
      logGroup: this.log,
      // START, END and REPORT of every call would be most of the log, and dearer than the calls. Lambda still reports
      // failed calls; durations have their own metrics.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      ...props.network,
      environment,
    })
    this.live = this.#lambda.addAlias('live')
  }

  /** Adds a variable for something that the stack makes after the function. */
  tell(resources: TradingFunctionProps['resources']): void {
    for (const [name, value] of Object.entries(asVariables(resources)))
      this.#lambda.addEnvironment(name, value)
  }

  /** Lets the function do these things to these resources. */
  allow(actions: readonly string[], resources: readonly string[], conditions: Conditions = {}): void {
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
    )
  }

  #mayEnterNetwork(): void {
    this.allow(networkInterfaces, ['*'])
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The interfaces do not exist before Lambda makes them: AWS documents these actions with * only.',
    })
  }

  /** Has Lambda read the queue for the function, and grants the three actions that this needs. */
  takeFrom(queue: Queue, { batchSize, maxConcurrency }: TakeProps): void {
    this.live.addEventSourceMapping('Messages', {
      eventSourceArn: queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency,
    })
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn])
  }
  /**
   * Has Lambda read the table's changes for the function, each item's in order. A batch that fails is retried, split if
   * the function crashes, and blocks later records until it is given up.
   */
  follow(table: TableV2, { filters, discards }: FollowProps): void {
    const streamArn = table.tableStreamArn ?? ''
    this.live.addEventSourceMapping('Changes', {
      eventSourceArn: streamArn,
      // A recreated mapping must not repeat the last day's events.
      startingPosition: StartingPosition.LATEST,
      batchSize: 100,
      maxBatchingWindow: Duration.millis(timing.changes.gathered),
      maxRecordAge: Duration.millis(timing.changes.mostAge),
      retryAttempts: changeRetries,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: { bind: () => ({ destination: discards.queueArn }) },
      filters: filters.map(filter => ({ pattern: JSON.stringify(filter) })),
    })
    this.allow(['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'], [streamArn])
    this.allow(['dynamodb:ListStreams'], ['*'])
    this.allow(['sqs:SendMessage'], [discards.queueArn])
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Lambda lists the streams before it reads one: IAM knows this action with * only.',
    })
  }
}
