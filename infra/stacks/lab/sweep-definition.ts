import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import {
  DefinitionBody,
  DistributedMap,
  JitterType,
  JsonPath,
  ResultWriterV2,
  S3JsonItemReader,
  StateMachineType,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { replayTimeout } from './replay-function.ts'

/** Lambda's errors when it has no room for another call, or fails itself. */
const passing = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
]

/** When a larger share of sets fails, the failures have a common cause: replaying the rest would waste money. */
const mostFailedPct = 25

/**
 * A run of a sweep: each set of a list is replayed, as many at once as its input says. Its input is {v, sweep, release,
 * sets, run, concurrency}. `sweep` is the sweep's place in the bucket, `release` the code that began it, `sets` the key
 * of the list; below `run` Step Functions writes which sets failed and why.
 */
export function sweepDefinition(scope: Construct, lambda: IFunction, bucket: IBucket): DefinitionBody {
  const sets = new DistributedMap(scope, 'Each set', {
    label: 'Sets',
    mapExecutionType: StateMachineType.STANDARD,
    itemReader: new S3JsonItemReader({ bucket, key: JsonPath.stringAt('$.sets') }),
    itemSelector: {
      v: 1,
      sweep: JsonPath.stringAt('$.sweep'),
      release: JsonPath.stringAt('$.release'),
      set: JsonPath.objectAt('$$.Map.Item.Value'),
    },
    maxConcurrencyPath: '$.concurrency',
    toleratedFailurePercentage: mostFailedPct,
    resultWriterV2: new ResultWriterV2({ bucket, prefix: JsonPath.stringAt('$.run') }),
  })
  return DefinitionBody.fromChainable(sets.itemProcessor(replay(scope, lambda)))
}

/** A throttled set waits for its turn; one that fails otherwise is tried three times in all. */
function replay(scope: Construct, lambda: IFunction): TaskStateBase {
  return new LambdaInvoke(scope, 'Replay', {
    lambdaFunction: lambda,
    // Lambda's own message about a replay that takes too long is better than none.
    taskTimeout: Timeout.duration(replayTimeout.plus(Duration.seconds(30))),
    outputPath: '$.Payload',
    retryOnServiceExceptions: false,
  })
    .addRetry({ errors: ['OtherRelease'], maxAttempts: 0 })
    .addRetry({
      errors: passing,
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxDelay: Duration.minutes(1),
      maxAttempts: 30,
      jitterStrategy: JitterType.FULL,
    })
    .addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(5),
      backoffRate: 2,
      maxAttempts: 2,
      jitterStrategy: JitterType.FULL,
    })
}
