import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda'
import type { Fetch } from '#binance/transport.ts'
import type { CarriedAnswer } from '#ports/carrier.ts'
import { patience } from './patience.ts'

/** Placeholder key for requests that the operator function signs: no operator's machine has the real one. */
export const signedElsewhere = { apiKey: 'signed-by-the-function', secret: 'signed-by-the-function' }

const pauseMs = 300

/**
 * Sends requests to the exchange from the deployment's fixed address, through its operator function. Limits how many
 * are under way, because the watch needs its part of the account's concurrency. Throws if the exchange did not answer.
 */
export function carriedBy(functionArn: string, atOnce: number): Fetch {
  // Each request is sent once: the adapter decides what may be repeated, and commands never may.
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

/** Retries calls that Lambda throttled, because those did not run; stops once the caller gives up. */
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

/** Lets `most` through at once; the others wait in order of arrival. */
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
