/**
 * CDK behaviours that an application chooses once. They are here and not in cdk.json because only the CLI reads that
 * file: the local run synthesizes without it and must get the same template.
 */
export const featureFlags = {
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-iam:standardizedServicePrincipals': true,
  '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true,
  '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true,
}
