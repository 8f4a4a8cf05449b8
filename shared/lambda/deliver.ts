import { timing } from '#domain/timing.ts'
import type { Deliver, Reply } from '#notifications/services/service.ts'

/** Characters of an answer that are read: services say what is wrong in a sentence. */
const longestAnswer = 4_096

/**
 * Over the network. A redirect is an answer, not an order: the request's content goes to no other address. An error is
 * told by its code alone, since its words may contain the address, and with it a credential.
 */
export const deliver: Deliver = async ({ url, headers, body }) => {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timing.notifications.answer),
    })
    return { status: answer.status, headers: headersOf(answer), body: await beginningOf(answer) }
  } catch (error) {
    return { noAnswer: `no answer (${reasonOf(error)})` }
  }
}

const headersOf = ({ headers }: Response): Reply['headers'] => Object.fromEntries(headers)

async function beginningOf(answer: Response): Promise<string> {
  let text = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.length >= longestAnswer) break
  }
  return text.slice(0, longestAnswer)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason'
  if (error.name === 'TimeoutError') return `within ${timing.notifications.answer / 1_000} s`
  const { code } = (error.cause ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z_0-9]{2,40}$/.test(code) ? code : 'the connection failed'
}
