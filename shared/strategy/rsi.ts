// The package's entry point loads every indicator, and the package allows no deep import.
import { RSI } from '../../node_modules/trading-signals/dist/momentum/RSI/RSI.js'

/**
 * Wilder's averages never forget, so an RSI depends on where its data begin. Ours uses the last ten periods alone: it
 * is the same wherever the data begin, and with 14 candles at most two hundredths of a point off a chart's.
 */
const rememberedPeriods = 10

/** Closes needed for one RSI. */
export const closesFor = (period: number): number => rememberedPeriods * period

/** Wilder's RSI, 0 to 100; undefined if there are too few closes, or the price never moved. */
export function rsiOf(closes: readonly number[], period: number): number | undefined {
  const recent = closes.slice(-closesFor(period))
  if (recent.length < closesFor(period) || recent.every(close => close === recent[0])) return undefined
  const rsi = new RSI(period)
  for (const close of recent) rsi.add(close)
  return rsi.getResultOrThrow()
}
