import { ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Placement, TradingFunction } from './function.ts'
import { allowCredentials, allowItems, allowPaperVenue, allowState } from './grants.ts'
import type { Watch } from './watch.ts'

export interface SentinelProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly watch: Watch
  /** Where Binance is asked from, when from one address. */
  readonly network: Placement | undefined
}

/**
 * Hears what happens on the exchange while anything is open, and wakes the watch for it. The survey starts it, and each
 * of them the next: no queue, no schedule, and nothing of it runs while nothing is open.
 */
export class Sentinel extends Construct {
  readonly listener: TradingFunction

  constructor(scope: Construct, id: string, { deployment, data, watch, network }: SentinelProps) {
    super(scope, id)
    // It is told of the watch, and the watch of it: one of both must have a name before it is made.
    const functionName = `quantum-trader-${deployment.name}-sentinel`
    const sentinel = `${functionName}:live`
    const isPaper = deployment.name === 'paper'
    const watchArn = watch.stateMachine.stateMachineArn
    this.listener = new TradingFunction(this, 'Listener', {
      deployment,
      functionName,
      name: 'sentinel',
      entry: 'functions/sentinel/handler.ts',
      timeoutSeconds: timing.functions.sentinel.timeout / 1000,
      // It mostly waits, and is billed for that.
      memoryMb: 256,
      network,
      resources: {
        table: data.table.tableName,
        ...(!isPaper && { secretId: data.credentials.secretArn }),
        watchArn,
        sentinel,
      },
    })
    // Paper's is heard with no key, by bringing the venue up to date over the table.
    if (isPaper) allowPaperVenue(this.listener, data)
    else allowCredentials(this.listener, data)
    allowState(this.listener, data, 'GetItem', 'BatchGetItem')
    // Who listens; and what the one address was asked to wait for.
    allowItems(this.listener, data, network ? ['SENTINEL', 'REST'] : ['SENTINEL'])
    this.listener.allow(['states:StartExecution'], [watchArn])
    const itself = Stack.of(this).formatArn({
      ...{
        service: 'lambda',
        resource: 'function',
        resourceName: sentinel,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      },
    })
    for (const starter of [this.listener, watch.survey]) starter.allow(['lambda:InvokeFunction'], [itself])
    watch.survey.tell({ sentinel })
    // The survey sees at its next tick that none listens; one that comes later than that is too many.
    this.listener.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
  }
}
