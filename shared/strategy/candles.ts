import { nameOfInterval } from './intervals.ts'

/**
 * A closed candle. Its close is a binary float, since an indicator is not money; from the signal on, money is in
 * decimals.
 */
export interface ClosedCandle {
  /** Milliseconds. */
  readonly openTime: number
  readonly close: number
}

/** Closed candles of one symbol, oldest first, possibly with gaps. */
export interface Candles {
  readonly symbol: string
  /** Length of each in milliseconds. */
  readonly candleMs: number
  readonly candles: readonly ClosedCandle[]
}

/**
 * Builds longer candles from shorter ones. A candle that lacks a part, or is not over, is left out. Throws if the
 * shorter ones do not divide the longer ones, or are out of order.
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
