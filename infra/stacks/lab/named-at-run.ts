import { type CfnElement, Stack, Validations } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'

/** Acknowledges exactly these wildcards: only a sweep gives the names below the bucket or the state machine. */
export function namedAtRun(allowed: Construct, of: Bucket | StateMachine, endings: readonly string[]): void {
  const stack = Stack.of(allowed)
  const id = stack.getLogicalId(of.node.defaultChild as CfnElement)
  const arn =
    of instanceof StateMachine
      ? `arn:<AWS::Partition>:states:${stack.region}:<AWS::AccountId>:execution:<${id}.Name>`
      : `<${id}.Arn>`
  for (const ending of endings)
    Validations.of(allowed).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${arn}${ending}]`,
      reason: 'Sweeps, sets, files and executions get their names when a sweep is played.',
    })
}
