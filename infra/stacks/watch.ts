import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Alias } from 'aws-cdk-lib/aws-lambda'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { Closing } from './closing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Placement, TradingFunction } from './function.ts'
import { allowCredentials, allowState } from './grants.ts'
import { guarded, untilOperatorLooks } from './queues.ts'
import { vendedLog } from './vended-log.ts'
import { watchDefinition } from './watch-definition.ts'

export interface WatchProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly closing: Closing
  /** The network of the fixed address, if there is one. */
  readonly network: Placement | undefined
}

/** What Step Functions needs to log a run, according to AWS's documentation. */
const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]

/** Looks at every position every ten seconds, by overlapping runs that start each minute. */
export class Watch extends Construct {
  readonly stateMachine: StateMachine
  readonly survey: TradingFunction
  readonly inspect: TradingFunction
  /** Receives starts that the scheduler could not make. */
  readonly missedStarts: Queue

  constructor(scope: Construct, id: string, { deployment, data, closing, network }: WatchProps) {
    super(scope, id)
    const resources = { table: data.table.tableName, secretId: data.credentials.secretArn }
    const monitor = (name: 'survey' | 'inspect', construct: string, memoryMb: number) => {
      const entry = `functions/monitor/${name}/handler.ts`
      const lambda = new TradingFunction(this, construct, {
        deployment,
        name,
        entry,
        timeoutSeconds: timing.functions[name].timeout / 1000,
        memoryMb,
        network,
        reserved: deployment.reserved?.[name],
        resources,
      })
      allowCredentials(lambda, data)
      return lambda
    }
    this.survey = monitor('survey', 'Survey', 1024)
    allowState(
      this.survey,
      data,
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
    )
    // A look mostly waits: half the memory costs a third less, and 20 ms.
    this.inspect = monitor('inspect', 'Inspect', 512)
    allowState(this.inspect, data, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem')

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Survey, inspect every position, close those that must be; again on the next mark.',
      stateMachineType: StateMachineType.EXPRESS,
      role: this.#mayInvoke(this.survey.live, this.inspect.live, closing.closeCleanup.live),
      definitionBody: watchDefinition(new Construct(this, 'Steps'), {
        survey: this.survey.live,
        inspect: this.inspect.live,
        closeCleanup: closing.closeCleanup.live,
        mapBound: deployment.mapBound,
      }),
      timeout: Duration.millis(timing.watch.most),
      logs: {
        level: LogLevel.ERROR,
        includeExecutionData: true,
        destination: vendedLog(this, 'states', 'watch', deployment),
      },
    })
    Validations.of(this.stateMachine).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason:
          'Errors are logged with their data. All events of a run every minute would cost more than the watch itself; what was decided is in the journal.',
      },
      {
        id: 'AwsSolutions-SF2',
        reason: 'A trace of every tick costs more than it tells: each tick is one line of metrics.',
      },
    )
    this.missedStarts = new Queue(this, 'MissedStarts', { ...guarded, retentionPeriod: untilOperatorLooks })
    Validations.of(this.missedStarts).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: "It is the schedule's own dead-letter queue.",
    })
    new Schedule(this, 'EveryMinute', {
      description: 'Starts a run of the watch; it lasts longer than a minute, so runs overlap',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        retryAttempts: 2,
        maxEventAge: Duration.seconds(60),
        deadLetterQueue: this.missedStarts,
      }),
    })
  }

  /** Invokes these three through their alias, and delivers its log; the role takes no other statement. */
  #mayInvoke(...functions: readonly Alias[]): IRole {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions }),
    })
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: functions.map(({ functionArn }) => functionArn),
      }),
    )
    role.addToPolicy(new PolicyStatement({ actions: logDelivery, resources: ['*'] }))
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Log deliveries are not resources to IAM: AWS documents these actions with * only.',
    })
    return role.withoutPolicyUpdates()
  }
}
