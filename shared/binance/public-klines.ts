import * as z from 'zod'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { Kline, Klines, KlinesAsked } from '#ports/klines.ts'
import { AnsweredError, type NoAnswer } from './failure.ts'
import { price, whole } from './field.ts'
import { readError } from './read-error.ts'
import { onceMore } from './repeat.ts'
import { notSent, restAskedBy, resting } from './rest.ts'
import { sentTo } from './stand-in.ts'
import { createTransport, type Fetch, noAnswer } from './transport.ts'
import { meter } from './usage.ts'

export interface PublicKlinesSettings {
  readonly venue: Venue
  readonly clock: Clock
  /** Where a recorded market or a stand-in for Binance listens on this machine; Binance is then never asked. */
  readonly endpoint?: string | undefined
  /** Real milliseconds for one request. */
  readonly timeoutMs: number
  readonly fetch?: Fetch
}

/** Each venue has its own prices; paper trades at live's. */
const hosts: Readonly<Record<Venue, string>> = {
  live: 'https://fapi.binance.com',
  paper: 'https://fapi.binance.com',
  demo: 'https://demo-fapi.binance.com',
}

const call = 'klines'
/** Open time, open, high, low, close; the rest is ignored. */
const rows = z.array(z.tuple([whole, price, price, price, price], z.unknown()))

/**
 * Binance's klines, for functions that have no key and sign nothing: no ccxt is needed. Like the adapter it counts its
 * weight, sends nothing while it is asked to wait, and repeats a read once if that may help.
 */
export function publicKlines(settings: PublicKlinesSettings): Klines {
  const { venue, clock, endpoint, timeoutMs } = settings
  const spent = meter()
  const asked = resting(() => clock.now())
  const elsewhere = endpoint === undefined ? globalThis.fetch : sentTo(endpoint)
  const transport = createTransport(settings.fetch ?? elsewhere, timeoutMs, spent.hear)

  async function ask({ symbol, interval, from, to, limit }: KlinesAsked): Promise<string> {
    const rest = asked.at(clock.now())
    if (rest) throw new AnsweredError(notSent(rest))
    const query = { symbol, interval, startTime: String(from), endTime: String(to), limit: String(limit) }
    spent.spend({ method: 'fapiPublicGetKlines', weight: weightOf(limit) }, false)
    try {
      const url = `${hosts[venue]}/fapi/v1/klines?${new URLSearchParams(query)}`
      return await (await transport(url, { method: 'GET' })).text()
    } catch (error) {
      throw take(error)
    }
  }

  /** Remembers what the error asks for. */
  function take(error: unknown): AnsweredError | NoAnswer {
    if (!(error instanceof AnsweredError)) return noAnswer(error)
    const rest = restAskedBy(error.answer, clock.now(), clock.now())
    if (!rest) return error
    asked.take(rest)
    return new AnsweredError({ ...error.answer, rest })
  }

  return {
    async read(question) {
      const { symbol } = question
      const text = await onceMore(clock, timeoutMs, () => ask(question)).catch(
        (error: AnsweredError | NoAnswer) => {
          throw readError({ call, symbol }, error)
        },
      )
      return klinesIn(symbol, text)
    },
    drainUsage: () => spent.drain(),
    rest: (at = clock.now()) => asked.at(at),
  }
}

/** By the requested number, as Binance documents it. */
export function weightOf(limit: number): number {
  if (limit < 100) return 1
  if (limit < 500) return 2
  return limit <= 1000 ? 5 : 10
}

function klinesIn(symbol: string, text: string): readonly Kline[] {
  const read = rows.safeParse(json(text))
  if (read.success) return read.data.map(klineOf)
  const told = z.prettifyError(read.error)
  throw new ExchangeError({ call, symbol, retriable: false }, `the answer is not as documented: ${told}`)
}

const klineOf = ([openTime, open, high, low, close]: z.output<typeof rows>[number]): Kline => ({
  openTime,
  open: Number(open),
  high: Number(high),
  low: Number(low),
  close: Number(close),
})

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
