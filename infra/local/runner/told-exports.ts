import type { LocalConnection } from './connection-file.ts'
import type { LocalStack } from './stack.ts'

/** Exports for a shell, for boto3 and every other AWS SDK. */
export function exportsOf({
  stack,
  aws,
}: {
  readonly stack: Pick<LocalStack, 'outputs'>
  readonly aws: LocalConnection['aws']
}): string {
  const { AWS_DEFAULT_REGION, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_SQS } =
    aws
  const variables = {
    ...{ AWS_DEFAULT_REGION, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_SQS },
    SIGNAL_QUEUE_URL: stack.outputs.SignalQueueUrl,
  }
  return Object.entries(variables)
    .map(([name, value]) => `  export ${name}=${value}`)
    .join('\n')
}
