import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets'
import { StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { DataStack } from '../../../infra/stacks/data-stack.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { featureFlags } from '../../../infra/stacks/feature-flags.ts'
import { TradingFunction, type TradingFunctionProps } from '../../../infra/stacks/function.ts'
import { DeadLetteredQueue } from '../../../infra/stacks/queues.ts'
import { watchDefinition } from '../../../infra/stacks/watch-definition.ts'

/**
 * Synthesizes two queues with a reader each, and the real watch over a fixture, from the app's own constructs; returns
 * the folder of the assembly. `mapBound`: the most looks at once, if a quota bounds them.
 */
export function synthesizeFixture(mapBound?: number): string {
  const outdir = mkdtempSync(join(tmpdir(), 'quantum-trader-'))
  const app = new App({ outdir, context: featureFlags })
  const deployment = readDeployment('paper', {})
  const data = new DataStack(app, deployment)
  const stack = new Stack(app, 'Fixture', { env: { region: deployment.region } })
  const lambda = (id: string, name: string, file: string, more: TradingFunctionProps['resources'] = {}) => {
    const entry = `test/infra/local/fixtures/${file}.ts`
    const resources = { table: data.table.tableName, ...more }
    const made = new TradingFunction(stack, id, { deployment, name, entry, timeoutSeconds: 20, resources })
    made.allow(['dynamodb:GetItem'], [data.table.tableArn])
    return made
  }

  const signals = new DeadLetteredQueue(stack, 'Signals', { visibility: Duration.seconds(30) })
  const partial = { reportBatchItemFailures: true }
  lambda('Reader', 'reader', 'reader').live.addEventSource(
    new SqsEventSource(signals.queue, { batchSize: 10, ...partial }),
  )
  const trades = new DeadLetteredQueue(stack, 'Trades', { visibility: Duration.seconds(90), fifo: true })
  const taker = lambda('Taker', 'taker', 'reader', { tradeQueueUrl: trades.queue.queueUrl })
  taker.allow(['sqs:ChangeMessageVisibility'], [trades.queue.queueArn])
  taker.live.addEventSource(new SqsEventSource(trades.queue, { batchSize: 1, ...partial }))
  const machine = new StateMachine(stack, 'Watch', {
    stateMachineType: StateMachineType.EXPRESS,
    timeout: Duration.seconds(170),
    definitionBody: watchDefinition(new Construct(stack, 'Steps'), {
      survey: lambda('Survey', 'survey', 'watchman').live,
      inspect: lambda('Inspect', 'inspect', 'watchman').live,
      closeCleanup: lambda('CloseCleanup', 'close-cleanup', 'watchman').live,
      mapBound,
    }),
  })
  new Schedule(stack, 'EveryMinute', {
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new StepFunctionsStartExecution(machine, {}),
  })
  new CfnOutput(stack, 'SignalQueueUrl', { value: signals.queue.queueUrl })
  new CfnOutput(stack, 'TradeQueueUrl', { value: trades.queue.queueUrl })
  app.synth()
  return outdir
}
