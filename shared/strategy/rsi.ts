// The package's entry point loads every indicator, and allows no deep import.
import { RSI } from '../../node_modules/trading-signals/dist/momentum/RSI/RSI.js'

/**
 * Wilder's averages never forget, so that an RSI depends on where its data begin. Ours is that of the last ten
 * periods alone: the same wherever they begin, and with 14 candles two hundredths of a point from a chart’s at most.
 */
const rememberedPeriods = 10

/** Closes that one RSI takes. */
export const closesFor = (period: number): number => rememberedPeriods * period

/** Wilder's RSI, 0 to 100; undefined where there are too few closes, or the price never moved. */
export function rsiOf(closes: readonly number[], period: number): number | undefined {
  const recent = closes.slice(-closesFor(period))
  if (recent.length < closesFor(period) || recent.every(close => close === recent[0])) return undefined
  const rsi = new RSI(period)
  for (const close of recent) rsi.add(close)
  return rsi.getResultOrThrow()
}
