import type { Access, Denied } from '../access/access.ts'
import { type AwsRequest, callerOf } from '../access/asks.ts'
import { arnOf, functionName } from './identities.ts'
import type { LocalFunctions } from './local-functions.ts'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'

/** The function, with its alias, in an address of Lambda's API; undefined for any other address. */
export const invokedBy = (url = ''): string | undefined => {
  const [, name] = /\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url) ?? []
  return name && decodeURIComponent(name)
}

export interface InvocationsOptions {
  readonly functions: () => LocalFunctions
  readonly access: Access
  /** Names of functions whose failed asynchronous invocations are not retried. */
  readonly madeOnce: readonly string[]
}

/**
 * Lambda's API as functions use it: it accepts an asynchronous invocation, and the function starts by itself. Throws
 * for what the local run does differently from Lambda: synchronous answers, and retries.
 */
export function takeInvocation(
  { functions, access, madeOnce }: InvocationsOptions,
  request: OutsideRequest,
): OutsideAnswer {
  const reference = invokedBy(request.url)
  if (reference === undefined)
    throw new Error(`the local Lambda does not serve ${request.method} ${request.url}`)
  if (request.headers['x-amz-invocation-type'] !== 'Event')
    throw new Error(`${reference}: the local run takes only asynchronous invocations`)
  const denied = deniedTo(access, request, reference)
  if (denied) return told(403, denied.name, denied.message)
  const name = functionName(reference)
  if (!functions().has(name))
    return told(404, 'ResourceNotFoundException', `Function not found: ${reference}`)
  if (!madeOnce.includes(name))
    throw new Error(`${name}: the local run retries nothing; its template must say MaximumRetryAttempts 0`)
  // It never rejects: failures are in its lines and metrics.
  void functions().byReference(reference).invoke(request.body)
  return { status: 202, headers: {}, body: '' }
}

function deniedTo(access: Access, request: AwsRequest, reference: string): Denied | undefined {
  const caller = callerOf(request) ?? 'an unsigned request'
  return access.judgeAsk(caller, {
    action: 'lambda:InvokeFunction',
    resource: arnOf('lambda', `function:${reference}`),
  })
}

const told = (status: number, name: string, Message: string): OutsideAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: JSON.stringify({ Message }),
})
