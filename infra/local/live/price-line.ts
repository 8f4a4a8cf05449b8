import type { Interval } from '#paper/audit/intervals.ts'
import type { OutsideAnswer, Place } from '../runner/outside.ts'
import type { Wall } from '../runner/wall-pacer.ts'
import { marksIn } from './told-marks.ts'

/** Where Binance tells its futures' prices to the public, and where the functions look for them. */
export const binancePrices = 'https://fapi.binance.com'

/** The way from this machine to the public prices. */
export interface PriceLine extends Place {
  /** The newest mark of each symbol that was asked for, as Binance told it. */
  marks(): ReadonlyMap<string, string>
  /** Since when prices that were asked for do not come; undefined while they do. Milliseconds. */
  staleSince(): number | undefined
  /** Every stretch, up to now, in which requests were in vain, from the first of them until one was answered. */
  outages(): readonly Interval[]
}

export interface PriceLineOptions {
  readonly wall: Pick<Wall, 'now'>
  /** Told once when prices have not come for a while, and once when they come again. */
  readonly tell: (line: string) => void
  /** Another address that tells the same. */
  readonly url?: string
}

/** Real milliseconds for one answer, as long as the feed itself waits for it; and for one of a megabyte, once an hour. */
const timeoutMs = 1_500
const longTimeoutMs = 6_000
const isLong = (url: string) => url.includes('/exchangeInfo')
/** A page to sign in at has status 200 too; so has a body that was cut. Not parsed: exchangeInfo is a megabyte. */
const seemsJson = /^\s*[{[].*[}\]]\s*$/s
/** Two looks in vain: until then the next one mends it. */
const staleMs = 20_000

/** Carries the requests of the functions' feed to Binance's public endpoints, and hears whether they are answered. */
export function createPriceLine({ wall, tell, url = binancePrices }: PriceLineOptions): PriceLine {
  const marks = new Map<string, string>()
  /** When the first request in vain was made since one was answered. */
  let failingSince: number | undefined
  let told = false
  const over: Interval[] = []

  function good(): void {
    if (told) tell(`Prices come again, after ${Math.round((wall.now() - (failingSince ?? 0)) / 1000)} s.`)
    if (failingSince !== undefined) over.push({ from: failingSince, to: wall.now() })
    failingSince = undefined
    told = false
  }
  function bad(why: string, askedAt: number): void {
    failingSince ??= askedAt
    if (told || wall.now() - failingSince < staleMs) return
    told = true
    tell(
      `No price has come since ${timeOf(failingSince)}: ${why}. The watch goes on asking; stops that are passed meanwhile are found when prices come again.`,
    )
  }
  async function ask(request: { readonly url: string }): Promise<OutsideAnswer> {
    const askedAt = wall.now()
    const answer = await read(`${url}${request.url.slice(binancePrices.length)}`)
    if ('failure' in answer) bad(answer.failure, askedAt)
    else if (answer.status > 400) bad(`${new URL(request.url).pathname} answered ${answer.status}`, askedAt)
    else if (!seemsJson.test(answer.body))
      bad(`something between here and Binance answers in its place: ${answer.body.slice(0, 60)}`, askedAt)
    else {
      // A 400 is an answer too: Binance has no such symbol.
      good()
      for (const [symbol, mark] of marksIn(request.url, answer.body)) marks.set(symbol, mark)
    }
    return answer
  }
  return {
    origin: binancePrices,
    // The way there takes this machine's time, which passes by itself.
    wayMs: () => 0,
    ask,
    marks: () => marks,
    staleSince: () => (told ? failingSince : undefined),
    outages: () => (failingSince === undefined ? over : [...over, { from: failingSince, to: wall.now() }]),
  }
}

const timeOf = (at: number) => `${new Date(at).toISOString().slice(11, 19)} UTC`

/** One that is not answered in time must not hold up the others. */
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

/** What the network says is in the cause. */
export function whyOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
