import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { strangerIn } from '../market/stranger.ts'
import type { LocalConnection } from './connection-file.ts'
import { localCredentials } from './function-environment.ts'
import { answering, bodyOf } from './incoming.ts'
import { invokedBy } from './invocations.ts'
import type { Place } from './outside.ts'
import { region } from './resolve.ts'
import type { LocalStack } from './stack.ts'

/** How other processes of this machine find a stack and work with it. */
export interface OperatorDoor extends Pick<LocalConnection, 'aws' | 'clockUrl'> {
  close(): Promise<void>
}

/** Opens a stack to `qt` and to producers' programs; `prices`: where it gets today's. */
export async function openToOperator(stack: LocalStack, prices?: Place): Promise<OperatorDoor> {
  const { url, close } = await serveOperator(stack, prices)
  return { aws: await awsEnvironment(stack, url), clockUrl: url, close }
}

/** Points AWS clients of another process here, with credentials that only these services accept. */
async function awsEnvironment({ documents, outputs }: LocalStack, servedUrl: string) {
  const table = await documents.config.endpoint?.()
  if (!table) throw new Error('The local table has no address of its own; start it on this machine')
  return {
    AWS_REGION: region,
    // For boto3, which ignores AWS_REGION.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${table.hostname}:${table.port}`,
    AWS_ENDPOINT_URL_SQS: new URL(outputs.SignalQueueUrl ?? '').origin,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: servedUrl,
    AWS_ENDPOINT_URL_LAMBDA: servedUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH: servedUrl,
  }
}

/**
 * For processes that share no memory with the stack. GET answers the market's time; POST answers a function's result
 * as Lambda would, or the results of Secrets Manager and CloudWatch; paths below `/fapi` go to the stack's source of
 * today's prices. The address ends in a token, which is only in the connection file.
 */
async function serveOperator(stack: LocalStack, prices: Place | undefined) {
  const token = randomBytes(16).toString('hex')
  const server = createServer(
    answering(async (request, response) => {
      const { host = '', origin } = request.headers
      const headers = new Headers({ host, ...(origin !== undefined && { origin }) })
      const [, told] = request.url?.split('/') ?? []
      const stranger = strangerIn(headers, told, token)
      if (stranger !== undefined) return void response.writeHead(403).end(stranger)
      const invoked = invokedBy(request.url)
      if (invoked !== undefined) {
        const body = await bodyOf(request)
        if (body === undefined) return
        const outcome = await stack.invokeFunction(invoked, body.toString())
        if (outcome.ok) return void response.end(outcome.body)
        return void response
          .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
          .end(JSON.stringify(outcome.error))
      }
      if (request.headers['x-amz-target'] !== undefined) {
        const body = await bodyOf(request)
        if (body === undefined) return
        const answer = stack.askAws({ headers: request.headers, body: body.toString() })
        return void response.writeHead(answer.status, answer.headers).end(answer.body)
      }
      const path = request.url?.slice(token.length + 1) ?? ''
      if (prices && path.startsWith('/fapi/')) return void (await askPrices(prices, path, response))
      response.end(String(stack.clock.now()))
    }),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** So that `qt` sees the stack's prices, and both share one line and its weight. */
async function askPrices(prices: Place, path: string, response: ServerResponse): Promise<void> {
  const answer = await prices.ask({ url: `${prices.origin}${path}`, method: 'GET', headers: {}, body: '' })
  if ('failure' in answer) response.destroy(new Error(answer.failure))
  else response.writeHead(answer.status, told(answer.headers)).end(answer.body)
}

/** The body was decoded on reading: neither compressed nor chunked any more. */
const told = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(content-type|retry-after|x-mbx-)/i.test(name)),
  )
