import { parseSignal } from '#signals/parse-signal.ts'
import type { Plan } from './plan.ts'

/** What the operator is told of signals for symbols that have no prices here: the venue does not list them. */
export function withoutPrices({ signals, market, configuration }: Plan): readonly string[] {
  const symbols = signals.flatMap(({ body, at }) => {
    const read = parseSignal(body, at, configuration)
    return read.valid && !market.symbols.includes(read.signal.symbol) ? [read.signal.symbol] : []
  })
  return [...Map.groupBy(symbols, symbol => symbol)].map(([symbol, { length }]) =>
    length === 1
      ? `${symbol}: 1 signal, and no klines: it will be refused.`
      : `${symbol}: ${length} signals, and no klines: they will be refused.`,
  )
}
