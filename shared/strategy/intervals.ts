const minuteMs = 60_000

/** Binance's candle intervals whose candles open at a multiple of their length since 1970. */
const intervals: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '1m': 1,
    '3m': 3,
    '5m': 5,
    '15m': 15,
    '30m': 30,
    '1h': 60,
    '2h': 120,
    '4h': 240,
    '1d': 1440,
  }).map(([name, minutes]) => [name, minutes * minuteMs]),
)

export const intervalNames: readonly string[] = [...intervals.keys()]

/** Milliseconds; undefined if it is not the name of an interval. */
export const intervalOf = (name: string): number | undefined => intervals.get(name)

/** The name of an interval, by its length in milliseconds. */
export const nameOfInterval = (ms: number): string =>
  intervalNames.find(name => intervals.get(name) === ms) ?? `${ms} ms`
