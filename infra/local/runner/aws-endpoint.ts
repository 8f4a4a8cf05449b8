import type { Access } from '../access/access.ts'
import type { AwsRequest } from '../access/asks.ts'

/** An error under the name that AWS gives it. */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

export type AwsAction = (input: Readonly<Record<string, unknown>>) => unknown

/** The answer of an action of AWS's JSON protocol (`X-Amz-Target: Prefix.Action`), or its error in AWS's words. */
export function answerAws(
  request: AwsRequest,
  actions: Readonly<Record<string, AwsAction>>,
  access: Access,
): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const target = String(request.headers['x-amz-target'])
  const told = (status: number, body: unknown) => {
    return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) }
  }
  try {
    const action = actions[target]
    if (!action)
      throw new AwsError(
        'UnknownOperationException',
        `${target} is not served; served are ${Object.keys(actions).join(', ')}`,
      )
    const denied = access.judge(request)
    if (denied) throw new AwsError(denied.name, denied.message)
    return told(200, action(JSON.parse(request.body)))
  } catch (error) {
    const { name, message } = error as Error
    return told(error instanceof AwsError ? 400 : 500, { __type: name, message })
  }
}
