import { nameOfInterval } from './intervals.ts'

/**
 * A candle that is over. Its close is a binary float: an indicator is no money, and what is done with money is
 * decided from the signal on, in decimals.
 */
export interface ClosedCandle {
  /** Milliseconds. */
  readonly openTime: number
  readonly close: number
}

/** Closed candles of one symbol, oldest first; some may be missing. */
export interface Candles {
  readonly symbol: string
  /** Length of each in milliseconds. */
  readonly candleMs: number
  readonly candles: readonly ClosedCandle[]
}

/**
 * Longer candles out of shorter ones. One of which a part is missing is left out, and so is one that is not over.
 * Throws where the shorter ones do not fill the longer ones, or are not in order.
 */
export function merged({ symbol, candleMs, candles }: Candles, longerMs: number): Candles {
  const parts = longerMs / candleMs
  if (!Number.isInteger(parts))
    throw new Error(
      `${symbol}: expected klines of which whole ones fill ${nameOfInterval(longerMs)}, got klines of ${nameOfInterval(candleMs)}.`,
    )
  candles.forEach(({ openTime }, index) => {
    const before = candles[index - 1]?.openTime
    if (before !== undefined && openTime <= before)
      throw new Error(`${symbol}: expected candles oldest first, got ${iso(openTime)} after ${iso(before)}.`)
  })
  const groups = Map.groupBy(candles, ({ openTime }) => Math.floor(openTime / longerMs) * longerMs)
  const whole = [...groups].flatMap(([openTime, group]) => {
    const last = group.length === parts ? group.at(-1) : undefined
    return last ? [{ openTime, close: last.close }] : []
  })
  return { symbol, candleMs: longerMs, candles: whole }
}

const iso = (time: number): string => new Date(time).toISOString()
