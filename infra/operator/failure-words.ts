import { ExchangeError } from '#ports/exchange-error.ts'
import { ConfigurationError } from '#settings/configuration.ts'
import { DeploymentRefused } from '../stacks/planned.ts'
import { Complaint, exitCodes } from './complaint.ts'
import type { Target } from './connect/target.ts'

interface Kind {
  readonly matches: (error: Error) => boolean
  readonly exitCode: Complaint['exitCode']
  readonly message?: (target: Target) => string
  readonly todo: (target: Target) => string
}

const named =
  (...names: readonly string[]) =>
  (error: Error) =>
    names.includes(error.name)
const local = ({ local }: Target) => Boolean(local)

/** Failures that operators meet, and what to do about each. */
const kinds: readonly Kind[] = [
  {
    matches: named('CredentialsProviderError', 'TokenProviderError'),
    exitCode: exitCodes.unreachable,
    message: ({ profile }) =>
      profile ? `there are no AWS credentials of a profile ${profile}` : 'there are no AWS credentials',
    todo: () =>
      'log in with `aws sso login`, choose a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; without AWS, `qt config --shell` shows what a deploy would take, and --local is for a local stack',
  },
  {
    matches: named(
      'AccessDenied',
      'AccessDeniedException',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'ExpiredToken',
      'ExpiredTokenException',
      'SignatureDoesNotMatch',
    ),
    exitCode: exitCodes.unreachable,
    todo: () => 'these AWS credentials are expired or may not do this: choose others with --profile',
  },
  {
    matches: named(
      'ResourceNotFoundException',
      'QueueDoesNotExist',
      'AWS.SimpleQueueService.NonExistentQueue',
    ),
    exitCode: exitCodes.unreachable,
    todo: () =>
      'the stack refers to a resource that does not exist: deploy it again, or choose another with --env and --region',
  },
  {
    matches: error =>
      error.name === 'TimeoutError' ||
      /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|fetch failed|ETIMEDOUT/.test(`${error.message} ${codeOf(error)}`),
    exitCode: exitCodes.unreachable,
    message: target => (local(target) ? 'the local stack does not answer' : 'AWS does not answer'),
    todo: target =>
      local(target)
        ? 'start one with `npm run local`; the connection file may belong to one that has ended'
        : 'look at the network, and at --region',
  },
  {
    matches: error => error instanceof ConfigurationError && error.file !== undefined,
    exitCode: exitCodes.usage,
    todo: () => 'correct that file; docs/deploy.md says what stands in it',
  },
  {
    matches: error => error instanceof ConfigurationError,
    exitCode: exitCodes.usage,
    todo: () => 'correct the settings and deploy again; docs/settings.md lists them',
  },
  {
    matches: error => error instanceof DeploymentRefused,
    exitCode: exitCodes.usage,
    todo: () => 'docs/deploy.md says what stands in an environment’s file',
  },
  {
    matches: error => error instanceof ExchangeError && error.message.includes('lambda:InvokeFunction'),
    exitCode: exitCodes.unreachable,
    todo: () =>
      'qt asks the exchange through the operator function here: have the policy of the output OperatorPolicyArn attached to these credentials',
  },
  {
    matches: error => error instanceof ExchangeError,
    exitCode: exitCodes.unreachable,
    todo: () => 'qt doctor says whether key, region and network are in order',
  },
  {
    matches: error => error.message.includes('has no account item yet'),
    exitCode: exitCodes.no,
    todo: () => 'nothing ran on this stack yet: wait for the first minute of the watch',
  },
]

const codeOf = (error: Error): string => {
  const { code, errors, cause } = error as { code?: unknown; errors?: readonly Error[]; cause?: unknown }
  return [code, ...(errors ?? []).map(codeOf), cause instanceof Error ? codeOf(cause) : ''].join(' ')
}

/** A failure in the operator's words; undefined: it is a defect of this tool. */
export function complaintOf(error: unknown, target: Target): Complaint | undefined {
  if (error instanceof Complaint) return error
  if (!(error instanceof Error)) return undefined
  const kind = kinds.find(each => each.matches(error))
  if (!kind) return undefined
  return new Complaint(
    kind.exitCode,
    kind.message?.(target) ?? `${error.name}: ${error.message}`,
    kind.todo(target),
    error,
  )
}
