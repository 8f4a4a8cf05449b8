import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Access } from '../access/access.ts'

/** An error by the name under which AWS would report it. */
export class AwsError extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

export type AwsAction = (input: Readonly<Record<string, unknown>>) => unknown

export interface AwsEndpoint {
  readonly url: string
  close(): Promise<void>
}

/** Serves actions of AWS's JSON protocol (`X-Amz-Target: Prefix.Action`) to whom they are allowed. */
export async function serveAws(
  actions: Readonly<Record<string, AwsAction>>,
  access: Access,
): Promise<AwsEndpoint> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, actions, access)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  // Longer than any client rests between two requests: a connection that closes under one is an error.
  server.keepAliveTimeout = 3_600_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  actions: Readonly<Record<string, AwsAction>>,
  access: Access,
) {
  const target = String(request.headers['x-amz-target'])
  try {
    const text = Buffer.concat(await request.toArray()).toString()
    const action = actions[target]
    if (!action)
      throw new AwsError(
        'UnknownOperationException',
        `${target} is not served; served are ${Object.keys(actions).join(', ')}`,
      )
    const denied = access.judge({ headers: request.headers, body: text })
    if (denied) throw new AwsError(denied.name, denied.message)
    return { status: 200, body: action(JSON.parse(text)) }
  } catch (error) {
    const { name, message } = error as Error
    return { status: error instanceof AwsError ? 400 : 500, body: { __type: name, message } }
  }
}
