import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { MarketClock } from './clock.ts'
import { openDoor } from './door.ts'
import { credentialsOf, localCredentials } from './function-environment.ts'
import type { Keeping } from './keeping/keeping.ts'
import { lowerCased, type OutsideAnswer, type OutsideRequest } from './outside.ts'
import { region } from './resolve.ts'
import type { LocalServices } from './services.ts'
import type { Service } from './services-protocol.ts'

/** Access to the services, for the runner itself and for other processes of this machine. */
export interface ServiceClients {
  /** Addresses of the table and the queues, for other processes. */
  readonly urls: Readonly<Record<Service, string>>
  readonly dynamodb: DynamoDBClient
  /** The runner's own. */
  readonly sqs: SQSClient
  /** The client that receives with a function's rights. */
  sqsOf(functionName: string): SQSClient
}

export async function openClients(
  services: LocalServices,
  clock: MarketClock,
  opened: AsyncDisposableStack,
  keeping?: Pick<Keeping, 'saved'>,
): Promise<ServiceClients> {
  const doorTo = async (service: Service) => {
    const ask = async (request: OutsideRequest) => {
      const answer = await clock.within(() => services.ask(service, request))
      const isKept = !keeping || !isChange(request) || (await keeping.saved())
      return isKept ? answer : notKept
    }
    return opened.adopt(await openDoor(ask), it => it.close()).url
  }
  const urls = { dynamodb: await doorTo('dynamodb'), queues: await doorTo('queues') }
  const sqsOf = (accessKeyId: string) => {
    const requestHandler = handlerFor('queues', services)
    const credentials = credentialsOf(accessKeyId)
    const client = new SQSClient({ region, credentials, endpoint: urls.queues, requestHandler })
    askWithin(client, clock)
    return client
  }
  const dynamodb = new DynamoDBClient({
    ...{ region, credentials: localCredentials, endpoint: urls.dynamodb },
    requestHandler: handlerFor('dynamodb', services),
  })
  askWithin(dynamodb, clock)
  return { urls, dynamodb, sqs: sqsOf(localCredentials.accessKeyId), sqsOf }
}

/** The change would be lost with this process: the client gets an error, and may send it again. */
const notKept: OutsideAnswer = {
  status: 503,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    __type: 'ServiceUnavailable',
    message: 'could not save this to disk before answering: the run says why. Send it again',
  }),
}

/** A request that changes state, by its action. */
const isChange = ({ headers }: OutsideRequest): boolean =>
  /\.(Send|Put|Update|Delete|BatchWrite)/.test(headers['x-amz-target'] ?? '')

/** As the AWS SDK hands a request to its handler. */
interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Carries the requests of the runner's own AWS clients to the services, without a socket. */
const handlerFor = (service: Service, services: LocalServices) => ({
  async handle({ method, path, headers, body = '' }: HttpRequest) {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
    const url = `http://services${path}`
    const answer = await services.ask(service, { url, method, headers: lowerCased(headers), body: text })
    if ('failure' in answer) throw new Error(answer.failure)
    const { status: statusCode, headers: told } = answer
    return { response: { statusCode, headers: told, body: Buffer.from(answer.body) } }
  },
})

interface AwsClient {
  readonly middlewareStack: {
    add(
      middleware: (next: (request: never) => Promise<unknown>) => (request: never) => Promise<unknown>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void
  }
}

/** A request of the runner's own takes no market time, however long this machine takes for it. */
function askWithin(client: AwsClient, clock: MarketClock): void {
  client.middlewareStack.add(next => request => clock.within(() => next(request)), {
    step: 'initialize',
    name: 'withinTheInstant',
  })
}
