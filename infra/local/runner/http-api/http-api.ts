import { sourcesBy } from '#settings/sources.ts'
import { doorless } from '../../../stacks/webhook-doors.ts'
import type { MarketClock } from '../clock.ts'
import { addressOf } from '../incoming.ts'
import type { LocalFunctions } from '../local-functions.ts'
import type { Measures } from '../measures.ts'
import { uuidOf } from '../seeded-chance.ts'
import { type ApiRequest, apiEvent } from './api-event.ts'
import type { ApiSpec, RouteSpec } from './api-spec.ts'
import { throttled } from './throttled.ts'

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An HTTP API, called without a network. */
export interface HttpApi {
  readonly spec: ApiSpec
  ask(request: ApiRequest): Promise<ApiAnswer>
}

export interface HttpApiOptions {
  readonly clock: MarketClock
  readonly functions: () => LocalFunctions
  readonly measures: Measures
  /** Called with each line of its access log. */
  readonly onAccess: ((line: string) => void) | undefined
  /** Transforms a request's body before the function sees it; unchanged by default. */
  readonly restamp?: ((body: string) => string) | undefined
}

/** API Gateway's own answers. */
const tooMany = { status: 429, message: 'Too Many Requests' }
const failed = { status: 500, message: 'Internal Server Error' }
const tooLarge = { status: 413, message: 'Request Too Long' }

/** The largest body that API Gateway accepts. */
const mostBytes = 10 * 1024 * 1024

/** Answers requests as API Gateway would: by their route, within its throttle, from the function behind it. */
export function createHttpApi(
  spec: ApiSpec,
  { clock, functions, measures, onAccess, restamp = body => body }: HttpApiOptions,
): HttpApi {
  const routes = new Map(
    spec.routes.map(route => [
      route.key,
      { ...route, isOver: route.throttle && throttled(route.throttle, clock.now) },
    ]),
  )
  let asked = 0

  async function answer(request: ApiRequest, key: string, requestId: string): Promise<ApiAnswer> {
    const route = routes.get(key)
    if (!route) return ownAnswer(notFound(key, [...routes.keys()]))
    if (route.isOver?.()) return ownAnswer(tooMany)
    if (request.body.length > mostBytes) return ownAnswer(tooLarge)
    return route.isPermitted ? called(request, route, requestId) : ownAnswer(failed)
  }

  async function called(request: ApiRequest, { key, functionReference }: RouteSpec, requestId: string) {
    const event = apiEvent(request, { apiId: spec.id, routeKey: key, requestId, at: clock.now() })
    const outcome = await functions().byReference(functionReference).invoke(JSON.stringify(event))
    return outcome.ok ? handedOn(JSON.parse(outcome.body)) : ownAnswer(failed)
  }

  return {
    spec,
    async ask(request) {
      asked += 1
      const { pathname } = new URL(addressOf('http://localhost', request.url))
      const key = `${request.method} ${pathname}`
      const requestId = uuidOf(`${spec.id} ${asked}`)
      const at = clock.now()
      const given = request.body.toString()
      const restamped = restamp(given)
      const body = restamped === given ? request.body : Buffer.from(restamped)
      const answered = await answer({ ...request, body }, key, requestId)
      if (answered.status >= 500) measures.serverError(spec.id)
      onAccess?.(
        accessLine(spec.accessLog ?? '', {
          requestId,
          requestTime: new Date(at).toISOString(),
          routeKey: routes.has(key) ? key : '-',
          path: request.url,
          'identity.sourceIp': request.address,
          status: String(answered.status),
          responseLatency: String(clock.now() - at),
        }),
      )
      // A sender with another clock learns which time counts.
      return body === request.body ? answered : withMarketTime(answered, clock.now())
    },
  }
}

/** API Gateway says only `Not Found`; an operator trying a source on this machine also learns where to name it. */
function notFound(key: string, known: readonly string[]): OwnAnswer {
  const [, source = ''] = /^POST \/signals\/(.+)$/.exec(key) ?? []
  const sources = `{"${source}":{}}`
  const name = `name the source in QT_SOURCES before the start, as QT_SOURCES='${sources}'`
  const answered = `only ${known.join(' and ')} is answered here`
  return { status: 404, message: `Not Found: ${[answered, ...(canSend(sources) ? [name] : [])].join('; ')}` }
}

/** Whether these sources, as a setting, open the webhook to themselves. */
function canSend(sources: string): boolean {
  const { data } = sourcesBy('').safeParse(sources)
  return data !== undefined && doorless(data, '') === undefined
}

interface OwnAnswer {
  readonly status: number
  readonly message: string
}

const ownAnswer = ({ status, message }: OwnAnswer): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})

/** A function's answer in format 2.0, in the full form that our functions use. */
function handedOn(told: { statusCode?: number; headers?: Record<string, string>; body?: string }): ApiAnswer {
  const { statusCode, headers = {}, body = '' } = told
  return statusCode === undefined ? ownAnswer(failed) : { status: statusCode, headers, body }
}

const withMarketTime = ({ headers, ...answer }: ApiAnswer, now: number): ApiAnswer => ({
  ...answer,
  headers: { ...headers, 'market-time': new Date(now).toISOString() },
})

/** The format with its variables filled in; as in API Gateway, - stands for a variable without a value. */
const accessLine = (format: string, context: Readonly<Record<string, string>>): string =>
  format.replace(/\$context\.([\w.]+)/g, (_, name: string) => context[name] ?? '-')
