import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { CfnEIP } from 'aws-cdk-lib/aws-ec2'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { Deployment } from './deployment.ts'
import { allowedForAlarms } from './for-alarms.ts'

/** What outlives every release: the table, the exchange credentials, and the encryption key for what could do harm. */
export class DataStack extends Stack {
  readonly table: TableV2
  readonly credentials: Secret
  readonly key: Key
  /** The fixed address that Binance is asked from, if there is one. */
  readonly egressAddress: CfnEIP | undefined

  constructor(scope: Construct, deployment: Deployment) {
    const kept = deployment.dataRemoval === RemovalPolicy.RETAIN
    super(scope, `QuantumTrader-${deployment.name}-Data`, {
      description: `Quantum Trader (${deployment.name}): table and exchange credentials`,
      terminationProtection: kept,
      env: { region: deployment.region },
    })
    this.key = this.#makeKey(deployment)
    // DynamoDB's own key costs nothing and is enough: the table holds orders and results, no secrets.
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: kept,
      removalPolicy: deployment.dataRemoval,
      // Old images tell who halted and who resumed entries. A table accepts this change in place.
      ...(deployment.channels.length > 0 && { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES }),
    })
    // The generated values serve the paper venue, which only checks that signatures match. For demo and live the
    // operator stores the exchange's own key pair here after the first deployment.
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

  /** Exchange keys are restricted to this address, so it outlives the network that uses it. */
  #keepAddress({ dataRemoval }: Deployment): CfnEIP {
    const address = new CfnEIP(this, 'EgressAddress', { domain: 'vpc' })
    address.applyRemovalPolicy(dataRemoval)
    return address
  }

  /**
   * One key of our own for what could do harm if read: the exchange credentials, and the notices, because CloudWatch
   * may not publish under AWS's key for topics. It costs about 1 USD a month plus 0.03 USD per 10,000 uses; credentials
   * are read once in 15 minutes.
   */
  #makeKey({ name, dataRemoval }: Deployment): Key {
    const key = new Key(this, 'Key', {
      description: `Quantum Trader (${name}): exchange credentials and notices`,
      alias: `quantum-trader-${name}`,
      enableKeyRotation: true,
      removalPolicy: dataRemoval,
    })
    // In a key's own policy, * means this key.
    key.addToResourcePolicy(allowedForAlarms(this, ['kms:Decrypt', 'kms:GenerateDataKey*'], ['*']))
    return key
  }
}
