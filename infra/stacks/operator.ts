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
  /** Where the one address is. */
  readonly network: Placement
}

/**
 * What `qt` asks the exchange through where there is one address: a key that is restricted to it refuses the operator's
 * own machine. It is called by operators alone, to whom the account's administrator attaches the policy.
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
    // What its address was asked to wait for; on paper it keeps the venue's books beside.
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
