import { stackVariables } from '#settings/stack-variables.ts'
import { runnerKey } from '../access/access.ts'
import type { FunctionSpec } from './blueprint.ts'
import { region } from './resolve.ts'

export interface Endpoints {
  readonly dynamodb: string
  /** Queues and topics. */
  readonly queues: string
  /** Secrets and executions. */
  readonly aws: string
  /** Other functions. */
  readonly lambda: string
}

/** The runner's own credentials, which only the local services accept. */
export const localCredentials = { accessKeyId: runnerKey, secretAccessKey: 'local' }

/** Access keys identify functions, whose roles decide what they may do. */
export const credentialsOf = (functionName: string) => ({
  accessKeyId: functionName,
  secretAccessKey: 'local',
})

/** Variables that point a process's AWS clients at this machine. */
export function awsEnvironment(endpoints: Endpoints, caller: string): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentialsOf(caller).accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentialsOf(caller).secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.queues,
    AWS_ENDPOINT_URL_SNS: endpoints.queues,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.aws,
    AWS_ENDPOINT_URL_SFN: endpoints.aws,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  }
}

/**
 * A function's environment: its template's, Lambda's own, and the addresses of AWS on this machine. Throws if the
 * function would trade at Binance: a local run asks Binance only for public prices.
 */
export function functionEnvironment(
  { name, memoryMb, environment }: FunctionSpec,
  endpoints: Endpoints,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const settings: Readonly<Record<string, string>> = { ...environment, ...added }
  if (settings.QT_PAPER_TRADING === 'false' && settings[stackVariables.binanceEndpoint] === undefined)
    throw new Error(
      `${name} has QT_PAPER_TRADING=false but no stand-in for Binance: give its address as exchangeUrl`,
    )
  return {
    ...settings,
    ...awsEnvironment(endpoints, name),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  }
}
