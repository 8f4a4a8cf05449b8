import type { Interval } from '#paper/audit/intervals.ts'
import type { OutsideAnswer, Place } from '../runner/outside.ts'
import type { Wall } from '../runner/wall-pacer.ts'
import { marksIn } from './told-marks.ts'

/** Where Binance publishes its futures' prices, and where the functions look for them. */
export const binancePrices = 'https://fapi.binance.com'

/** The way from this machine to the public prices. */
export interface PriceLine extends Place {
  /** The newest mark of each symbol asked for, as Binance sent it. */
  marks(): ReadonlyMap<string, string>
  /** Since when requests for prices fail; undefined while they succeed. Milliseconds. */
  staleSince(): number | undefined
  /** Every stretch of failing requests up to now, from the first failure to the next answer. */
  outages(): readonly Interval[]
}

export interface PriceLineOptions {
  readonly wall: Pick<Wall, 'now'>
  /** Told once when prices have been missing for a while, and once when they are back. */
  readonly tell: (line: string) => void
  /** Another address with the same prices. */
  readonly url?: string
}

/**
 * Real milliseconds for one answer: as long as the feed itself waits, and longer for the hourly one of a megabyte.
 */
const timeoutMs = 1_500
const longTimeoutMs = 6_000
const isLong = (url: string) => url.includes('/exchangeInfo')
/** A sign-in page has status 200 too, and so does a truncated body. Not parsed: exchangeInfo is a megabyte. */
const seemsJson = /^\s*[{[].*[}\]]\s*$/s
/** Two failed looks; before that, the next look makes up for it. */
const staleMs = 20_000

/**
 * Carries the functions' requests for prices to Binance's public endpoints, and notices whether they are answered.
 */
export function createPriceLine({ wall, tell, url = binancePrices }: PriceLineOptions): PriceLine {
  const marks = new Map<string, string>()
  /** When the first request since the last answer failed. */
  let failingSince: number | undefined
  let told = false
  const over: Interval[] = []

  function good(): void {
    if (told) tell(`Prices are back, after ${Math.round((wall.now() - (failingSince ?? 0)) / 1000)} s.`)
    if (failingSince !== undefined) over.push({ from: failingSince, to: wall.now() })
    failingSince = undefined
    told = false
  }
  function bad(why: string, askedAt: number): void {
    failingSince ??= askedAt
    if (told || wall.now() - failingSince < staleMs) return
    told = true
    tell(
      `No price since ${timeOf(failingSince)}: ${why}. The watch keeps asking; stops crossed meanwhile trigger once prices are back.`,
    )
  }
  async function ask(request: { readonly url: string }): Promise<OutsideAnswer> {
    const askedAt = wall.now()
    const answer = await read(`${url}${request.url.slice(binancePrices.length)}`)
    if ('failure' in answer) bad(answer.failure, askedAt)
    else if (answer.status > 400) bad(`${new URL(request.url).pathname} answered ${answer.status}`, askedAt)
    else if (!seemsJson.test(answer.body))
      bad(`a proxy between here and Binance may be answering instead: ${answer.body.slice(0, 60)}`, askedAt)
    else {
      // A 400 is an answer too: Binance does not know the symbol.
      good()
      for (const [symbol, mark] of marksIn(request.url, answer.body)) marks.set(symbol, mark)
    }
    return answer
  }
  return {
    origin: binancePrices,
    // The request takes real time, which passes by itself.
    wayMs: () => 0,
    ask,
    marks: () => marks,
    staleSince: () => (told ? failingSince : undefined),
    outages: () => (failingSince === undefined ? over : [...over, { from: failingSince, to: wall.now() }]),
  }
}

const timeOf = (at: number) => `${new Date(at).toISOString().slice(11, 19)} UTC`

/** A request that is not answered in time must not hold up the others. */
async function read(url: string): Promise<OutsideAnswer> {
  try {
    const patienceMs = isLong(url) ? longTimeoutMs : timeoutMs
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  } catch (error) {
    return { failure: whyOf(error) }
  }
}

/** The network's own message is in the cause. */
export function whyOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
