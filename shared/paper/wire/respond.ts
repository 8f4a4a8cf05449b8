/** An answer on the wire: JSON, or plain text. */
export function respond(
  {
    status,
    body,
    retryAfterSeconds,
  }: {
    readonly status: number
    readonly body: unknown
    readonly retryAfterSeconds?: number
  },
  headers: Readonly<Record<string, string>>,
): Response {
  const isText = typeof body === 'string'
  return new Response(isText ? body || null : JSON.stringify(body), {
    status,
    headers: {
      ...headers,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      'content-type': isText ? 'text/html' : 'application/json',
    },
  })
}
