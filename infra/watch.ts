import { Duration } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Closing } from './closing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { TradingFunction } from './function.ts'
import { allowCredentials, allowState } from './grants.ts'
import { watchDefinition } from './watch-definition.ts'

export interface WatchProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly closing: Closing
}

/** The look at every position, every ten seconds: runs that are started each minute and overlap. */
export class Watch extends Construct {
  readonly stateMachine: StateMachine
  readonly survey: TradingFunction
  /** Starts that the scheduler could not make. */
  readonly missedStarts: Queue

  constructor(scope: Construct, id: string, { deployment, data, closing }: WatchProps) {
    super(scope, id)
    const resources = { QT_TABLE: data.table.tableName, QT_SECRET_ID: data.credentials.secretArn }
    const monitor = (name: 'survey' | 'inspect', construct: string) => {
      const entry = `functions/monitor/${name}/handler.ts`
      const lambda = new TradingFunction(this, construct, {
        deployment,
        name,
        entry,
        timeoutSeconds: 20,
        resources,
      })
      allowState(lambda, data)
      allowCredentials(lambda, data)
      return lambda
    }
    this.survey = monitor('survey', 'Survey')
    const inspect = monitor('inspect', 'Inspect')

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Survey, inspect every position, close those that must be; again on the next mark.',
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: watchDefinition(new Construct(this, 'Steps'), {
        survey: this.survey.live,
        inspect: inspect.live,
        closeCleanup: closing.closeCleanup.live,
      }),
      // Survey ends a run after 130 s; this ends one whose survey no longer can.
      timeout: Duration.seconds(170),
      logs: {
        level: LogLevel.ERROR,
        includeExecutionData: true,
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/quantum-trader-${deployment.name}-watch`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: deployment.dataRemoval,
        }),
      },
    })
    this.missedStarts = new Queue(this, 'MissedStarts', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
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
}
