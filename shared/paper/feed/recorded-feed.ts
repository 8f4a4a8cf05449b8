import type { PriceFeed, PriceStep } from '../ports.ts'
import { decodeBars, encodeLengths, NO_BARS } from './bar-lines.ts'
import { PriceUnavailable } from './price-unavailable.ts'
import { decodeSteps } from './step-lines.ts'

/** Steps of one symbol without a hole, `from < time <= to`. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly steps: readonly PriceStep[]
}

/** Steps kept per symbol: those that the same tick of the watch needs again. */
const keptSteps = 600

/**
 * Prices of a recorded market that another thread or process serves (see market/market-server.ts). The past does not
 * change, so the latest stretch of each symbol is kept. Throws PriceUnavailable if the server does not answer.
 */
export function recordedFeed(url: string): PriceFeed {
  const stretches = new Map<string, Stretch>()

  const ask = async <T>(symbol: string, query: string, decode: (body: string) => T): Promise<T> => {
    try {
      const response = await fetch(`${url}/${query}`)
      const body = await response.text()
      if (!response.ok) throw new Error(`${response.status} ${body}`)
      return decode(body)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new PriceUnavailable(symbol, `the recorded market at ${url} answered: ${reason}`, {
        cause: error,
      })
    }
  }
  const read = (symbol: string, query: string) => ask(symbol, query, decodeSteps)
  const readSteps = (symbol: string, from: number, to: number) =>
    read(symbol, `steps?symbol=${encodeURIComponent(symbol)}&from=${from}&to=${to}`)

  return {
    async latest(symbol, at) {
      const kept = stretches.get(symbol)
      const known = kept && at <= kept.to ? kept.steps.findLast(step => step.time <= at) : undefined
      return known ?? (await read(symbol, `latest?symbol=${encodeURIComponent(symbol)}&at=${at}`))[0]
    },
    async steps(symbol, from, to) {
      if (to <= from) return []
      const kept = stretches.get(symbol)
      const joins = kept !== undefined && from >= kept.from && from <= kept.to
      const start = joins ? kept.to : from
      const fresh = to > start ? await readSteps(symbol, start, to) : []
      const all = joins ? [...kept.steps, ...fresh] : fresh
      stretches.set(symbol, newest(joins ? kept.from : from, Math.max(start, to), all))
      return all.filter(step => step.time > from && step.time <= to)
    },
    async bars({ symbol, price, spans }) {
      const [first, lengths] = [spans[0], encodeLengths(spans)]
      if (first === undefined || lengths === undefined) return undefined
      const query = new URLSearchParams({ symbol, price, after: String(first.after), lengths })
      return ask(symbol, `bars?${query}`, body => (body === NO_BARS ? undefined : decodeBars(body)))
    },
  }
}

function newest(from: number, to: number, steps: readonly PriceStep[]): Stretch {
  const dropped = steps[steps.length - keptSteps - 1]
  return dropped ? { from: dropped.time, to, steps: steps.slice(-keptSteps) } : { from, to, steps }
}
