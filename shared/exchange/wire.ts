import type { binanceusdm } from 'ccxt'
import * as z from 'zod'
import type { Clock } from '#runtime/clock.ts'
import { type EndpointName, endpoints, type Params } from './endpoints.ts'
import type { ExchangeTime } from './exchange-time.ts'
import { AnsweredError, ExchangeError, NoAnswer } from './failure.ts'
import { banEndIn, codeOf, rulingOn } from './outcome.ts'
import type { Outcome } from './port.ts'
import type { Meter } from './usage.ts'

/** One question or command on the wire, in Binance's own parameters, its answer read by a schema. */
export interface Wire {
  /** Throws `ExchangeError`. Repeats once when only our clock was wrong. */
  read<T>(endpoint: EndpointName, params: Params, schema: z.ZodType<T>): Promise<T>
  /** Never throws for what happened on the wire, never repeats. */
  command<T>(endpoint: EndpointName, params: Params, schema: z.ZodType<T>): Promise<Outcome<T>>
  /** The exchange's time, in milliseconds. */
  now(): number
}

interface WireParts {
  readonly client: binanceusdm
  readonly clock: Clock
  readonly time: ExchangeTime
  readonly meter: Meter
  readonly scrub: (message: string) => string
}

const banCode = -1003
const clockCode = -1021

export function createWire({ client, clock, time, meter, scrub }: WireParts): Wire {
  let bannedUntil = 0

  async function ask(name: EndpointName, params: Params): Promise<unknown> {
    if (clock.now() < bannedUntil) throw new AnsweredError(stillBanned(bannedUntil))
    const endpoint = endpoints[name]
    if (!endpoint.method.startsWith('fapiPublic')) await time.ready()
    meter.spend(endpoint, params.symbol === undefined)
    const sent = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
    try {
      return await client[endpoint.method](sent)
    } catch (error) {
      throw take(error)
    }
  }

  /** Remembers what the error means for the next request, and strips it of what nobody may see. */
  function take(error: unknown): AnsweredError | NoAnswer {
    if (!(error instanceof AnsweredError))
      return new NoAnswer(scrub(error instanceof Error ? error.message : String(error)))
    const answer = { ...error.answer, message: scrub(error.answer.message) }
    if (answer.code === clockCode) time.doubt()
    bannedUntil = banEndIn(answer.message) ?? bannedUntil
    return new AnsweredError(answer)
  }

  function readError(name: EndpointName, params: Params, error: AnsweredError | NoAnswer): ExchangeError {
    const facts = { call: name, symbol: params.symbol as string | undefined }
    if (error instanceof NoAnswer) return new ExchangeError({ ...facts, retriable: true }, error.message)
    const { answer } = error
    const pause = answer.retryAfterMs === undefined ? undefined : clock.now() + answer.retryAfterMs
    return new ExchangeError(
      {
        ...facts,
        code: codeOf(answer),
        retriable: rulingOn(answer).again,
        bannedUntil: banEndIn(answer.message) ?? pause,
      },
      error.message,
    )
  }

  return {
    now: () => time.now(),
    async read(name, params, schema) {
      const answer = await ask(name, params)
        .catch((error: AnsweredError | NoAnswer) => {
          if (error instanceof AnsweredError && error.answer.code === clockCode) return ask(name, params)
          throw error
        })
        .catch((error: AnsweredError | NoAnswer) => {
          throw readError(name, params, error)
        })
      const read = schema.safeParse(answer)
      if (read.success) return read.data
      const facts = { call: name, symbol: params.symbol as string | undefined, retriable: false }
      throw new ExchangeError(facts, `the answer is not as documented: ${scrub(z.prettifyError(read.error))}`)
    },
    async command(name, params, schema) {
      let answer: unknown
      try {
        answer = await ask(name, params)
      } catch (error) {
        return outcomeOf(error as AnsweredError | NoAnswer)
      }
      const read = schema.safeParse(answer)
      if (read.success) return { outcome: 'accepted', value: read.data }
      const why = `the answer is not as documented: ${scrub(z.prettifyError(read.error))}`
      return { outcome: 'unresolved', message: why }
    },
  }
}

function outcomeOf(error: AnsweredError | NoAnswer): Outcome<never> {
  if (error instanceof NoAnswer) return { outcome: 'unresolved', message: error.message }
  const { proves, because } = rulingOn(error.answer)
  const message = `${error.message}, ${because}`
  return proves === 'unresolved'
    ? { outcome: 'unresolved', message }
    : { outcome: 'refused', code: codeOf(error.answer), blame: proves.refused, message }
}

const stillBanned = (until: number) => ({
  status: 418,
  code: banCode,
  message: `not sent: this address is banned until ${until}`,
})
