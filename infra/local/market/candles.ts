/** Prices in units of 10^-priceDecimals and volume in units of 10^-volumeDecimals: whole numbers, so exact. */
export interface Candle {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Candles of one interval, oldest first, with distinct times; 48 bytes each, objects made on request. */
export interface Candles extends Iterable<Candle> {
  readonly length: number
  /** Undefined if there is none. */
  at(index: number): Candle | undefined
  /** Throws if there is none. */
  openTimeAt(index: number): number
  /** Index of the last candle that opens at or before a time; -1 if there is none. */
  lastBy(time: number): number
  /** The candle that opens at that time. */
  openingAt(time: number): Candle | undefined
  /** Candles with `from <= open time < to`. */
  between(from: number, to: number): readonly Candle[]
}

const fields = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const

/** Capacity: the number of candles that will be pushed, in order. */
export function packedCandles(size: number): Candles & { push(candle: Candle): void } {
  const values = new Float64Array(size * fields.length)
  let length = 0

  const at = (index: number): Candle | undefined => {
    if (index < 0 || index >= length) return undefined
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = values.subarray(
      index * fields.length,
      (index + 1) * fields.length,
    )
    return { openTime, open, high, low, close, volume }
  }
  const openTimeAt = (index: number): number => {
    const openTime = index < length ? values[index * fields.length] : undefined
    if (openTime === undefined) throw new Error(`Expected one of ${length} candles, got number ${index}.`)
    return openTime
  }
  const lastBy = (time: number): number => {
    let low = 0
    for (let high = length; low < high; ) {
      const middle = (low + high) >>> 1
      if (openTimeAt(middle) <= time) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  function* each(from: number, to: number): Generator<Candle> {
    for (let index = from; index < to; index++) {
      const candle = at(index)
      if (candle) yield candle
    }
  }
  return {
    get length() {
      return length
    },
    at,
    openTimeAt,
    lastBy,
    openingAt(time) {
      const candle = at(lastBy(time))
      return candle?.openTime === time ? candle : undefined
    },
    // Opening before a time means opening by the millisecond before it: times are whole milliseconds.
    between: (from, to) => [...each(lastBy(from - 1) + 1, lastBy(to - 1) + 1)],
    [Symbol.iterator]: () => each(0, length),
    push(candle) {
      if (length === size) throw new Error(`Expected ${size} candles, got more.`)
      fields.forEach((field, index) => {
        values[length * fields.length + index] = candle[field]
      })
      length += 1
    },
  }
}
