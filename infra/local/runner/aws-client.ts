import type { MarketClock } from './clock.ts'
import { lowerCased } from './outside.ts'
import type { LocalServices } from './services.ts'
import type { Service } from './services-protocol.ts'

/** As the AWS SDK hands a request to its handler. */
interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Carries the requests of the runner's own AWS clients to the services, without a socket in between. */
export const handlerFor = (service: Service, services: LocalServices) => ({
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

/** A request of the runner's own takes no market time, however long it takes this machine. */
export function askWithin(client: AwsClient, clock: MarketClock): void {
  client.middlewareStack.add(next => request => clock.within(() => next(request)), {
    step: 'initialize',
    name: 'withinTheInstant',
  })
}
