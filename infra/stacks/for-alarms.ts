import { ArnFormat, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

/**
 * Lets CloudWatch do this for alarms of the stack's own account and region, and for no other's: the service acts for
 * every account, so without the conditions an alarm of another one could have it do the same. It stands in place of
 * the CDK's `grantPublish`, which adds to topic and key a statement of its own that has no condition.
 */
export function allowedForAlarms(
  scope: Construct,
  actions: readonly string[],
  resources: readonly string[],
): PolicyStatement {
  const stack = Stack.of(scope)
  const alarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  })
  return new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: [...actions],
    resources: [...resources],
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': alarms },
    },
  })
}
