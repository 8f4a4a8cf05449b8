import { addressOf } from '../incoming.ts'
import { region } from '../resolve.ts'

/** A request as it came over the network. */
export interface ApiRequest {
  readonly method: string
  /** With its query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly address: string
}

export interface ApiContext {
  readonly apiId: string
  readonly routeKey: string
  readonly requestId: string
  /** Milliseconds of market time. */
  readonly at: number
}

/** Content types that API Gateway passes as text; other bodies arrive in base64. */
const text = /^(text\/|application\/(json|javascript|xml)\b)/i

/** The event that the function receives, in payload format 2.0. */
export function apiEvent(
  { method, url, headers, body, address }: ApiRequest,
  { apiId, routeKey, requestId, at }: ApiContext,
) {
  const { pathname, search, searchParams } = new URL(addressOf('http://localhost', url))
  const isBase64Encoded = body.length > 0 && !text.test(headers['content-type'] ?? 'text/plain')
  const names = [...new Set(searchParams.keys())]
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(
        names.map(name => [name, searchParams.getAll(name).join(',')]),
      ),
    }),
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
      http: {
        method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: address,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: new Date(at).toISOString(),
      timeEpoch: at,
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  }
}
