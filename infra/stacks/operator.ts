import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Placement, TradingFunction } from './function.ts'
import { allowCredentials, allowState } from './grants.ts'

export interface OperatorProps {
  readonly deployment: Deployment
  readonly data: DataStack
  /** The network of the fixed address. */
  readonly network: Placement
}

/**
 * The function that `qt` asks the exchange through when there is a fixed address: a restricted key refuses the
 * operator's own machine. Only operators call it, by a policy that the account's administrator attaches.
 */
export class Operator extends Construct {
  readonly carrier: TradingFunction
  readonly policy: ManagedPolicy

  constructor(scope: Construct, id: string, { deployment, data, network }: OperatorProps) {
    super(scope, id)
    this.carrier = new TradingFunction(this, 'Carrier', {
      deployment,
      name: 'operator',
      entry: 'functions/operator/handler.ts',
      timeoutSeconds: timing.functions.operator.timeout / 1000,
      memoryMb: 512,
      network,
      resources: { table: data.table.tableName, secretId: data.credentials.secretArn },
    })
    allowCredentials(this.carrier, data)
    // What the fixed address was asked to wait for; on paper, also the venue's books.
    if (deployment.name === 'paper')
      allowState(this.carrier, data, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    else allowState(this.carrier, data, 'GetItem', 'UpdateItem')
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `Quantum Trader (${deployment.name}): qt may ask the exchange from the fixed address`,
      statements: [
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [this.carrier.live.functionArn],
        }),
      ],
    })
  }
}
