import { Duration, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnSchedule, ContextAttribute } from 'aws-cdk-lib/aws-scheduler'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { Kind } from '#notifications/kinds.ts'
import type { StackVariable } from '#settings/stack-variables.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { TradingFunction } from './function.ts'
import { allowState } from './grants.ts'

/** When each digest is made: some minutes after its hour, day or week ends, once the last events are noted. */
const schedules = {
  refused: 'cron(5 * * * ? *)',
  daily: 'cron(5 0 * * ? *)',
  weekly: 'cron(5 0 ? * MON *)',
} as const satisfies Partial<Record<Kind, string>>
export type Digest = keyof typeof schedules

/** The digests that any channel asks for. */
export const digestsAmong = (kinds: readonly Kind[]): readonly Digest[] =>
  (Object.keys(schedules) as Digest[]).filter(digest => kinds.includes(digest))

export interface DigestsProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly digests: readonly Digest[]
  /** The channels' queues for letters, as the notifier has them. */
  readonly resources: Readonly<Partial<Record<StackVariable, string>>>
  /** Receives starts that failed. */
  readonly discards: Queue
}

/** Sums up hours, days and weeks for the channels that want it, from what the notifier noted. */
export class Digests extends Construct {
  readonly lambda: TradingFunction

  constructor(scope: Construct, id: string, props: DigestsProps) {
    super(scope, id)
    const { deployment, data, digests, resources, discards } = props
    this.lambda = new TradingFunction(this, 'Digest', {
      deployment,
      name: 'digest',
      entry: 'functions/notifier/digest/handler.ts',
      timeoutSeconds: timing.functions.digest.timeout / 1000,
      memoryMb: 384,
      resources,
    })
    allowState(this.lambda, data, 'GetItem', 'Query')
    // A repeated digest has the same id, so it is sent only once.
    this.lambda.live.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: discards.queueArn }) },
    })
    this.lambda.allow(['sqs:SendMessage'], [discards.queueArn])
    const mayStart = this.#mayStart(discards)
    for (const digest of digests) this.#schedule(digest, mayStart, discards)
  }

  #schedule(digest: Digest, mayStart: Role, discards: Queue): void {
    const schedule = new CfnSchedule(this, `Each ${digest}`, {
      description: `Starts the digest ${digest}`,
      scheduleExpression: schedules[digest],
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.lambda.live.functionArn,
        roleArn: mayStart.roleArn,
        input: JSON.stringify({ digest, scheduled: ContextAttribute.scheduledTime }),
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 3_600 },
        deadLetterConfig: { arn: discards.queueArn },
      },
    })
    // The schedule's first start would fail without the permission.
    schedule.node.addDependency(mayStart)
  }

  #mayStart(discards: Queue): Role {
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }),
    })
    const { functionArn } = this.lambda.live
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }))
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [discards.queueArn] }))
    return role
  }
}
