import { parseSignal } from '#signals/parse-signal.ts'
import type { Plan } from './plan.ts'

/** Remarks for the operator on signals for symbols without prices here: the venue does not list them. */
export function withoutPrices({ signals, market, configuration }: Plan): readonly string[] {
  const symbols = signals.flatMap(({ body, at }) => {
    const read = parseSignal(body, at, configuration)
    return read.valid && !market.symbols.includes(read.signal.symbol) ? [read.signal.symbol] : []
  })
  return [...Map.groupBy(symbols, symbol => symbol)].map(([symbol, { length }]) =>
    length === 1
      ? `${symbol}: 1 signal but no klines: it will be rejected.`
      : `${symbol}: ${length} signals but no klines: they will be rejected.`,
  )
}
