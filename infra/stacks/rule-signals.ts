import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { RuleChoice } from '#settings/rule.ts'
import type { Deployment } from './deployment.ts'
import { TradingFunction } from './function.ts'
import { guarded, untilOperatorLooks } from './queues.ts'
import type { SignalIntake } from './signal-intake.ts'

export interface RuleSignalsProps {
  readonly deployment: Deployment
  readonly intake: SignalIntake
  readonly rule: RuleChoice
}

const minuteMs = 60_000
const hour = 60
const day = 24 * hour

/**
 * Makes signals: at each close of the rule's candles it reads past prices, which are public, and sends the rule's
 * signals to the signal queue as any producer does. It has no key and no table.
 */
export class RuleSignals extends Construct {
  readonly speaker: TradingFunction
  /** Receives starts that the scheduler could not make. */
  readonly missedStarts: Queue

  constructor(scope: Construct, id: string, { deployment, intake, rule }: RuleSignalsProps) {
    super(scope, id)
    this.missedStarts = new Queue(this, 'MissedStarts', { ...guarded, retentionPeriod: untilOperatorLooks })
    Validations.of(this.missedStarts).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: "It is the schedule's own dead-letter queue.",
    })
    this.speaker = new TradingFunction(this, 'Speaker', {
      deployment,
      name: 'rule-signals',
      entry: 'functions/rule-signals/handler.ts',
      timeoutSeconds: timing.functions.ruleSignals.timeout / 1000,
      // It mostly waits for the close, and waiting is billed by memory.
      memoryMb: 384,
      resources: { signalQueueUrl: intake.signals.queue.queueUrl, rule: deployment.values.rule.value },
    })
    this.speaker.allow(['sqs:SendMessage'], [intake.signals.queue.queueArn])
    const mayStart = this.#mayStart()
    // A failed call has sent what it could; a retry's signals would be stale.
    this.speaker.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    const schedule = new CfnSchedule(this, 'BeforeEachClose', {
      description: 'Starts in the minute before each close of the candles of the rule',
      scheduleExpression: `cron(${minuteBefore(rule.rule.candleMs)} * * ? *)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.speaker.live.functionArn,
        roleArn: mayStart.roleArn,
        input: JSON.stringify({ scheduled: ContextAttribute.scheduledTime }),
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 },
        deadLetterConfig: { arn: this.missedStarts.queueArn },
      },
    })
    // The schedule's first start would fail without the permission.
    schedule.node.addDependency(mayStart)
  }

  #mayStart(): Role {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }),
    })
    const { functionArn } = this.speaker.live
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.missedStarts.queueArn] }),
    )
    return role
  }
}

/**
 * Minute and hour for cron. The scheduler starts at any second of that minute, so it is the last one before each close:
 * the function is up in time. Candles open at multiples of their length, in UTC.
 */
function minuteBefore(candleMs: number): string {
  const minutes = candleMs / minuteMs
  if (minutes === 1) return '* *'
  if (minutes < hour) return `${minutes - 1}/${minutes} *`
  if (minutes === hour) return '59 *'
  const hours = minutes / hour
  return minutes === day ? '59 23' : `59 ${hours - 1}/${hours}`
}
