import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { CfnEIP } from 'aws-cdk-lib/aws-ec2'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { Deployment } from './deployment.ts'
import { allowedForAlarms } from './for-alarms.ts'

/** What outlives every release: the table, the exchange credentials, and the key over what they can do harm with. */
export class DataStack extends Stack {
  readonly table: TableV2
  readonly credentials: Secret
  readonly key: Key
  /** From which Binance is asked, where one address was chosen. */
  readonly egressAddress: CfnEIP | undefined

  constructor(scope: Construct, deployment: Deployment) {
    const kept = deployment.dataRemoval === RemovalPolicy.RETAIN
    super(scope, `QuantumTrader-${deployment.name}-Data`, {
      description: `Quantum Trader (${deployment.name}): table and exchange credentials`,
      terminationProtection: kept,
      env: { region: deployment.region },
    })
    this.key = this.#makeKey(deployment)
    // Encrypted with DynamoDB's own key, which costs nothing: orders and results, no secrets, are in it.
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: kept,
      removalPolicy: deployment.dataRemoval,
      // Who halted entries and who resumes is told from the account as it was before. A table takes it in place.
      ...(deployment.channels.length > 0 && { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES }),
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
      encryptionKey: this.key,
      removalPolicy: deployment.dataRemoval,
    })
    this.egressAddress = deployment.egress === 'any' ? undefined : this.#keepAddress(deployment)
    Validations.of(this.credentials).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The exchange issues its keys on its own site: nothing in AWS can rotate them. The operator does, and the functions take the new one up by themselves.',
    })
  }

  /** Keys are restricted to it, so it outlives the network that uses it. */
  #keepAddress({ dataRemoval }: Deployment): CfnEIP {
    const address = new CfnEIP(this, 'EgressAddress', { domain: 'vpc' })
    address.applyRemovalPolicy(dataRemoval)
    return address
  }

  /**
   * One key of our own, where a reader can do harm: for the exchange credentials, and for the notices,
   * because CloudWatch may not publish under AWS's key for topics. About 1 USD a month and 0.03 USD per 10,000
   * uses; credentials are read once in 15 minutes.
   */
  #makeKey({ name, dataRemoval }: Deployment): Key {
    const key = new Key(this, 'Key', {
      description: `Quantum Trader (${name}): exchange credentials and notices`,
      alias: `quantum-trader-${name}`,
      enableKeyRotation: true,
      removalPolicy: dataRemoval,
    })
    // In a key's own policy * means the key.
    key.addToResourcePolicy(allowedForAlarms(this, ['kms:Decrypt', 'kms:GenerateDataKey*'], ['*']))
    return key
  }
}
