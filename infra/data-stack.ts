import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { Deployment } from './deployment.ts'

/** What outlives every release: the table and the exchange credentials. */
export class DataStack extends Stack {
  readonly table: TableV2
  readonly credentials: Secret

  constructor(scope: Construct, deployment: Deployment) {
    const kept = deployment.dataRemoval === RemovalPolicy.RETAIN
    super(scope, `QuantumTrader-${deployment.name}-Data`, {
      description: `Quantum Trader (${deployment.name}): table and exchange credentials`,
      terminationProtection: kept,
    })
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: kept,
      removalPolicy: deployment.dataRemoval,
    })
    // Generated values serve the paper venue, which only checks that signatures fit. For demo and live the
    // operator stores the exchange's own pair in this secret after the first deployment.
    this.credentials = new Secret(this, 'Credentials', {
      description: `Quantum Trader (${deployment.name}): exchange credentials, {"apiKey", "secret"}`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ apiKey: deployment.name }),
        generateStringKey: 'secret',
        excludePunctuation: true,
        passwordLength: 64,
      },
      removalPolicy: deployment.dataRemoval,
    })
  }
}
