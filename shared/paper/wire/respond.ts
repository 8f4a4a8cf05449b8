import type { Answer } from '#ports/answer.ts'

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
): Answer {
  const isText = typeof body === 'string'
  return atHand(isText ? body : JSON.stringify(body), {
    status,
    headers: new Headers({
      ...headers,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      'content-type': isText ? 'text/html' : 'application/json',
    }),
  })
}

/** What reads its text waits for no stream, as it would with a `Response`; one is made for what asks for the body. */
function atHand(text: string, { status, headers }: Pick<Answer, 'status' | 'headers'>): Answer {
  const streamed = () => new Response(text || null)
  const answer: Answer = {
    ...{ status, headers },
    ok: status >= 200 && status < 300,
    text: async () => text,
    json: async () => JSON.parse(text),
    get body() {
      return streamed().body
    },
    arrayBuffer: () => streamed().arrayBuffer(),
    clone: () => answer,
  }
  return answer
}
