import { ArnFormat, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

/**
 * Lets CloudWatch do this for alarms of this account and region only. CloudWatch acts for every account, so without
 * these conditions another account's alarm could have it do the same. Replaces the CDK's `grantPublish`, which adds a
 * statement without conditions to the topic and the key.
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
