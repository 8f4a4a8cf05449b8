/** Times in milliseconds, prices in whole units of 10^-decimals. */
export interface DrawnCandle {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Candles packed into small numbers: a day of one symbol's minutes takes some 20 KB. */
export interface PackedCandles {
  readonly intervalMs: number
  /** Decimals of the prices' units: 2 means hundredths. */
  readonly decimals: number
  /** Opening time of the first candle. */
  readonly from: number
  /** Five per candle: intervals since the previous one, open minus the previous close, upper wick, lower wick, body. */
  readonly packed: readonly number[]
}

const minute = 60_000
/** Intervals that traders use, finest first. */
const intervals = [1, 5, 15, 30, 60, 240, 1440].map(minutes => minutes * minute)

/** Packs candles of one interval, oldest first. */
export function pack(
  candles: readonly DrawnCandle[],
  of: Pick<PackedCandles, 'intervalMs' | 'decimals'>,
): PackedCandles {
  const [first] = candles
  const from = first?.openTime ?? 0
  let [time, price] = [from, 0]
  const packed = candles.flatMap(({ openTime, open, high, low, close }) => {
    const numbers = [
      Math.round((openTime - time) / of.intervalMs),
      open - price,
      high - Math.max(open, close),
      Math.min(open, close) - low,
      close - open,
    ]
    time = openTime
    price = close
    return numbers
  })
  return { ...of, from, packed }
}

/** Unpacks the candles. */
export function unpack({ intervalMs, from, packed }: PackedCandles): readonly DrawnCandle[] {
  const candles: DrawnCandle[] = []
  let [time, price] = [from, 0]
  for (let at = 0; at < packed.length; at += 5) {
    const [steps = 0, gap = 0, upper = 0, lower = 0, body = 0] = packed.slice(at, at + 5)
    time += steps * intervalMs
    const open = price + gap
    price = open + body
    candles.push({
      openTime: time,
      open,
      high: Math.max(open, price) + upper,
      low: Math.min(open, price) - lower,
      close: price,
    })
  }
  return candles
}

/** The finest interval at which a period has at most this many candles; never finer than the recording's. */
export function intervalFor(spanMs: number, recordedMs: number, most: number): number {
  const usable = intervals.filter(each => each >= recordedMs && each % recordedMs === 0)
  return usable.find(each => spanMs / each <= most) ?? Math.max(recordedMs, usable.at(-1) ?? 0)
}

/** The same market in coarser candles, which begin at round times (00:15, 00:30). */
export function coarser(candles: readonly DrawnCandle[], intervalMs: number): readonly DrawnCandle[] {
  const startOf = ({ openTime }: DrawnCandle) => openTime - (openTime % intervalMs)
  return [...Map.groupBy(candles, startOf)].map(([openTime, some]) => ({
    openTime,
    open: some[0]?.open ?? 0,
    high: some.reduce((most, { high }) => Math.max(most, high), Number.NEGATIVE_INFINITY),
    low: some.reduce((least, { low }) => Math.min(least, low), Number.POSITIVE_INFINITY),
    close: some.at(-1)?.close ?? 0,
  }))
}
