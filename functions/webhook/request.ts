import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** One request, as API Gateway hands it on. */
export interface WebhookRequest {
  /** The source whose address it was sent to. */
  readonly source: string
  /** The sender's address as the connection shows it; a header may say anything. */
  readonly address: string
  /** The token outside the message: `Authorization: Bearer` or, without that, `?token=`. */
  readonly token: string | undefined
  readonly body: Uint8Array
  /** Whether the sender labels its body a form: freqtrade does, and curl does so for any body. */
  readonly isForm: boolean
}

/** `POST /signals/tv-btc` is the route of `tv-btc`: the stack makes one for each source. */
export const routePrefix = 'POST /signals/'

/**
 * Reads the parts of the event that matter; its payload has format 2.0. Throws for a route that belongs to no
 * source.
 */
export function readRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  const { routeKey, headers, queryStringParameters, requestContext, body = '', isBase64Encoded } = event
  if (!routeKey.startsWith(routePrefix)) throw new Error(`Expected a route ${routePrefix}…, got ${routeKey}`)
  return {
    source: routeKey.slice(routePrefix.length),
    address: requestContext.http.sourceIp,
    token: bearerIn(headers.authorization) ?? (queryStringParameters?.token || undefined),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    isForm: /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''),
  }
}

const bearerIn = (header = ''): string | undefined => /^bearer +(\S+) *$/i.exec(header)?.[1]
