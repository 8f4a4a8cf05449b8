import { Fn, Stack } from 'aws-cdk-lib'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { Deployment } from './deployment.ts'

/**
 * A log that a service of AWS writes, under /aws/vendedlogs/: without that prefix each delivery adds to a policy of the
 * account that holds 5,120 characters. A log outlives its stack, so its name ends in what tells the stack from those of
 * the same name before it: the start of the UUID that ends its id.
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
