import {
  type App,
  ArnFormat,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  Tags,
  Validations,
} from 'aws-cdk-lib'
import { type IRole, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { LabDeployment } from './lab-file.ts'
import { labName, labStackName } from './lab-name.ts'
import { namedAtRun } from './named-at-run.ts'
import { ReplayFunction, replayMemoryMb } from './replay-function.ts'
import { sweepDefinition } from './sweep-definition.ts'

/**
 * The bucket holds the input and results of sweeps: all of it can be made again, and `sweep.jsonl` has the collected
 * results.
 */
const kept = Duration.days(30)

/** Plays a sweep when one machine is not enough: a bucket, one function, and a map over the sets. */
export class LabStack extends Stack {
  constructor(app: App, { region, tags }: LabDeployment) {
    super(app, labStackName, {
      description: 'Quantum Trader (lab): sweeps of settings, far from what trades',
      env: { region },
    })
    const bucket = this.#makeBucket()
    const replay = new ReplayFunction(this, 'Replay', bucket)
    namedAtRun(replay, bucket, ['/files/*', '/sweeps/*/work.json', '/sweeps/*/results/*'])
    const role = this.#makeRole(replay, bucket)
    const sweep = new StateMachine(this, 'StateMachine', {
      comment: 'Replays each set of a sweep.',
      stateMachineType: StateMachineType.STANDARD,
      role: role.withoutPolicyUpdates(),
      definitionBody: sweepDefinition(new Construct(this, 'Steps'), replay.lambda, bucket as IBucket),
      timeout: Duration.days(2),
    })
    // Leaves out the policy that the CDK would add to the role.
    sweep.node.tryRemoveChild('DistributedMapPolicy')
    this.#mayStartItself(role, sweep)
    Validations.of(sweep).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason: 'A Standard workflow keeps its own history, and the bucket which sets failed and why.',
      },
      { id: 'AwsSolutions-SF2', reason: 'One function is called: there is nothing to trace between parts.' },
    )
    const outputs = {
      BucketName: [bucket.bucketName, 'Input and results of sweeps, for 30 days'],
      StateMachineArn: [sweep.stateMachineArn, 'What replays each set of a sweep'],
      Release: [replay.release, 'Which code replays them'],
      MemoryMb: [String(replayMemoryMb), 'Memory of a replay, by which it is billed'],
    }
    for (const [name, [value = '', description = '']] of Object.entries(outputs))
      new CfnOutput(this, name, { value, description })
    for (const [name, value] of Object.entries({
      ...tags,
      application: 'quantum-trader',
      environment: labName,
    }))
      Tags.of(this).add(name, value)
  }

  #makeBucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: kept, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    })
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'It holds what can be made again from the operator’s own files; a log of reads would cost more than it.',
    })
    return bucket
  }

  /** Reads the list of sets, replays each, and writes which ones failed. */
  #makeRole({ lambda }: ReplayFunction, bucket: Bucket): Role {
    const conditions = { StringEquals: { 'aws:SourceAccount': this.account } }
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions }),
    })
    const allow = (actions: readonly string[], resources: readonly string[]) =>
      role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }))
    allow(['lambda:InvokeFunction'], [lambda.functionArn])
    allow(['s3:GetObject'], [bucket.arnForObjects('sweeps/*/sets/*')])
    allow(
      ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      [bucket.arnForObjects('sweeps/*/runs/*')],
    )
    namedAtRun(role, bucket, ['/sweeps/*/sets/*', '/sweeps/*/runs/*'])
    return role
  }

  /**
   * A distributed map starts an execution of its own state machine for each set. The machine cannot refer to itself
   * before it exists.
   */
  #mayStartItself(role: IRole, sweep: StateMachine): void {
    const executions = this.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${sweep.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const policy = new Policy(this, 'StartsSets', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [sweep.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executions],
        }),
      ],
    })
    namedAtRun(policy, sweep, [':*'])
  }
}
