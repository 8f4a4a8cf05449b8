import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda'
import type { Fetch } from '#binance/transport.ts'
import type { CarriedAnswer } from '#ports/carrier.ts'
import { patience } from './patience.ts'

/** In place of a key, where the function that carries the requests signs them: no operator's machine has the real one. */
export const signedElsewhere = { apiKey: 'signed-by-the-function', secret: 'signed-by-the-function' }

const pauseMs = 300

/**
 * Sends requests to the exchange from the deployment's fixed address, through its operator function; so many at once
 * at most, because the watch needs its part of the account's concurrency. Throws where the exchange did not answer.
 */
export function carriedBy(functionArn: string, atOnce: number): Fetch {
  // Each is made once: the adapter says what may be repeated, and no command may.
  const client = new LambdaClient({ ...patience, maxAttempts: 1 })
  const inTurn = turnstile(atOnce)
  return (url, { method, body, signal }) =>
    inTurn(async () => {
      const Payload = JSON.stringify({ method, url, ...(body && { body }) })
      const command = new InvokeCommand({ FunctionName: functionArn, Payload })
      const answer = await untilTaken(signal, abortSignal => client.send(command, { abortSignal }))
      const told = JSON.parse(Buffer.from(answer.Payload ?? []).toString())
      if (answer.FunctionError)
        throw new Error(`the operator function failed: ${told.errorType}: ${told.errorMessage}`)
      const { status, headers, body: text } = told as CarriedAnswer
      return new Response(text || null, { status, headers })
    })
}

/** What Lambda turns away for want of concurrency was not run; what is no longer waited for is not sent. */
async function untilTaken<T>(
  signal: AbortSignal | null | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = signal ?? new AbortController().signal
  for (;;) {
    ended.throwIfAborted()
    try {
      return await ask(ended)
    } catch (error) {
      if (!(error instanceof TooManyRequestsException)) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
}

/** Lets so many through at once; the others wait, in the order in which they came. */
function turnstile(most: number) {
  const waiting: (() => void)[] = []
  let inside = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= most) await new Promise<void>(resolve => waiting.push(resolve))
    else inside += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else inside -= 1
    }
  }
}
