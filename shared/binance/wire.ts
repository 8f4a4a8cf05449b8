import * as z from 'zod'
import type { Clock } from '#ports/clock.ts'
import type { Outcome } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { binanceusdm } from './ccxt.ts'
import { type Endpoint, type EndpointName, endpoints, type Params } from './endpoints.ts'
import type { ExchangeTime } from './exchange-time.ts'
import { AnsweredError, NoAnswer } from './failure.ts'
import { codeOf, rulingOn } from './outcome.ts'

import { readError } from './read-error.ts'
import { onceMore } from './repeat.ts'
import { notSent, type Resting, restAskedBy } from './rest.ts'

import type { Meter } from './usage.ts'

/** Sends one question or command with Binance's own parameters, and reads the answer by a schema. */
export interface Wire {
  /** Throws `ExchangeError`. Repeats once, at once, if that may help and the patience allows it. */
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
  readonly resting: Resting
  readonly scrub: (message: string) => string
  /** A read that failed within this many milliseconds is repeated once. */
  readonly repeatWithinMs: number
}

const clockCode = -1021

export function createWire({ client, clock, time, meter, resting, scrub, repeatWithinMs }: WireParts): Wire {
  async function ask(name: EndpointName, params: Params): Promise<unknown> {
    const endpoint: Endpoint = endpoints[name]
    // After a ban the first request is the one that matters, stamped by our own clock.
    if (!endpoint.method.startsWith('fapiPublic') && !resting.isSilent()) await time.ready()
    const counted = !endpoint.method.startsWith('sapi') // The spot API has limits of its own.
    const rest = counted ? resting.forbids(name, params) : undefined
    if (rest) throw new AnsweredError(notSent(rest))
    meter.spend(endpoint, params.symbol === undefined)
    const sent = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
    try {
      const answer: unknown = await client[endpoint.method](sent)
      resting.answered()
      return answer
    } catch (error) {
      throw take(error, counted)
    }
  }

  /** An answer that is not JSON is not the exchange's: something in front of it answered. */
  async function askForJson(name: EndpointName, params: Params): Promise<unknown> {
    const answer = await ask(name, params)
    if (typeof answer === 'object' && answer !== null) return answer
    throw new NoAnswer(
      `the answer is not the exchange's: ${scrub(String(answer).slice(0, 200)) || 'nothing'}`,
    )
  }

  /** Remembers what the error means for the next request, and removes secrets from it. */
  function take(error: unknown, counted: boolean): AnsweredError | NoAnswer {
    if (!(error instanceof AnsweredError))
      return new NoAnswer(scrub(error instanceof Error ? error.message : String(error)))
    const answer = { ...error.answer, message: scrub(error.answer.message) }
    if (answer.code === clockCode) time.doubt()
    const rest = counted ? restAskedBy(answer, clock.now(), time.now()) : undefined
    if (rest?.kind !== 'banned') resting.answered()
    if (!rest) return new AnsweredError(answer)
    resting.take(rest)
    return new AnsweredError({ ...answer, rest })
  }

  return {
    now: () => time.now(),
    async read(name, params, schema) {
      const facts = { call: name, symbol: params.symbol as string | undefined }
      const answer = await onceMore(clock, repeatWithinMs, () => askForJson(name, params)).catch(
        (error: AnsweredError | NoAnswer) => {
          throw readError(facts, error)
        },
      )
      const read = schema.safeParse(answer)
      if (read.success) return read.data
      throw new ExchangeError(
        { ...facts, retriable: false },
        `the answer is not as documented: ${scrub(z.prettifyError(read.error))}`,
      )
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
  if (proves === 'unresolved') return { outcome: 'unresolved', message }
  const { rest } = error.answer
  const blame = proves.refused
  return { outcome: 'refused', code: codeOf(error.answer), blame, message, ...(rest && { rest }) }
}
