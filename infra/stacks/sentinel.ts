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
  /** The network of the fixed address, if there is one. */
  readonly network: Placement | undefined
}

/**
 * Listens to the exchange while anything is open, and wakes the watch. The survey starts the first listener, and each
 * listener the next: it needs no queue and no schedule, and nothing runs while nothing is open.
 */
export class Sentinel extends Construct {
  readonly listener: TradingFunction

  constructor(scope: Construct, id: string, { deployment, data, watch, network }: SentinelProps) {
    super(scope, id)
    // Sentinel and watch each need the other's name, so one name must be fixed beforehand.
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
      // It mostly waits, and waiting is billed by memory.
      memoryMb: 256,
      network,
      resources: {
        table: data.table.tableName,
        ...(!isPaper && { secretId: data.credentials.secretArn }),
        watchArn,
        sentinel,
      },
    })
    // On paper it needs no key: it brings the venue up to date over the table.
    if (isPaper) allowPaperVenue(this.listener, data)
    else allowCredentials(this.listener, data)
    allowState(this.listener, data, 'GetItem', 'BatchGetItem')
    // Records who listens, and what the fixed address was asked to wait for.
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
    // The survey notices at its next tick if no sentinel listens; one that starts later would be one too many.
    this.listener.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
  }
}
