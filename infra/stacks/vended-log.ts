import { Fn, Stack } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Deployment } from './deployment.ts'

/**
 * A log that an AWS service writes, under /aws/vendedlogs/: without that prefix each delivery adds to an account policy
 * that holds only 5,120 characters. A log outlives its stack, so its name ends in the start of the stack id's last
 * UUID: that tells it from logs of earlier stacks with the same name.
 */
export function vendedLog(scope: Construct, kind: string, what: string, deployment: Deployment): LogGroup {
  const uuid = Fn.select(2, Fn.split('/', Stack.of(scope).stackId))
  const life = Fn.select(0, Fn.split('-', uuid))
  return new LogGroup(scope, 'Log', {
    logGroupName: `/aws/vendedlogs/${kind}/quantum-trader-${deployment.name}-${what}-${life}`,
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: deployment.dataRemoval,
  })
}
