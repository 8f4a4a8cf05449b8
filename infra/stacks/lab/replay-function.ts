import { Duration, RemovalPolicy, Stage } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { codeOf, releaseOf } from '../bundles.ts'
import { wholeCoreMb } from '../function.ts'

const entry = 'functions/replay/handler.ts'

/** Digest of the code that this project would deploy. */
export const replayRelease = (assembly?: string): string => releaseOf(entry, 'paper', assembly)

/** Lambda's longest timeout. */
export const replayTimeout = Duration.minutes(15)
/**
 * Enough memory for one whole core. A week of five symbols took 308 MB in all, thirteen days 324: the market is kept
 * packed.
 */
export const replayMemoryMb = wholeCoreMb

/** Plays one set of a sweep: reads its input from the lab's bucket, and writes its result there. */
export class ReplayFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly release: string

  constructor(scope: Construct, id: string, bucket: Bucket) {
    super(scope, id)
    this.release = replayRelease(Stage.of(this)?.assetOutdir)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const allow = (actions: readonly string[], resources: readonly string[]) =>
      role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn])
    allow(['s3:GetObject'], [bucket.arnForObjects('files/*'), bucket.arnForObjects('sweeps/*/work.json')])
    allow(['s3:PutObject'], [bucket.arnForObjects('sweeps/*/results/*')])
    this.lambda = new LambdaFunction(this, 'Function', {
      description: 'Quantum Trader (lab): replay',
      code: codeOf(entry, 'paper'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: replayMemoryMb,
      timeout: replayTimeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      environment: {
        LAB_BUCKET: bucket.bucketName,
        LAB_RELEASE: this.release,
      },
    })
  }
}
