import type { FunctionSpec } from './blueprint.ts'
import { region } from './resolve.ts'

export interface Endpoints {
  readonly dynamodb: string
  /** Queues and topics. */
  readonly queues: string
  /** Secrets and executions. */
  readonly aws: string
}

/** Credentials that the local services take and nobody else would. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' }

/** A function's environment: what was synthesized, what Lambda adds, and where AWS is on this machine. */
export function functionEnvironment(
  { name, memoryMb, environment }: FunctionSpec,
  endpoints: Endpoints,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...environment,
    ...added,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.queues,
    AWS_ENDPOINT_URL_SNS: endpoints.queues,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.aws,
    AWS_ENDPOINT_URL_SFN: endpoints.aws,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  }
}
