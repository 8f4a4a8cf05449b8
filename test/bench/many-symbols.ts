import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'

const model = 'BTCUSDT'

export interface ManySymbols {
  readonly names: readonly string[]
  readonly rules: VenueRules
}

/** As many symbols as wanted, all under bitcoin's rules. */
export function manySymbols(count: number): ManySymbols {
  const names = Array.from({ length: count }, (_, index) => `BENCH${index + 1}USDT`)
  const renamed = <T extends { readonly symbol: string }>(all: readonly T[]): readonly T[] =>
    names.flatMap(symbol => all.filter(each => each.symbol === model).map(each => ({ ...each, symbol })))
  const { exchangeInfo, brackets } = shippedRules
  return {
    names,
    rules: {
      exchangeInfo: { ...exchangeInfo, symbols: renamed(exchangeInfo.symbols) },
      brackets: renamed(brackets),
    },
  }
}
