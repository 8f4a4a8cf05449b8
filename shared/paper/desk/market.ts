import type { PriceFeed, PriceStep } from '../ports.ts'
import { refuse } from '../refusal.ts'
import type { SymbolRules } from '../rules.ts'

/** The market as one request sees it: every symbol's latest step at the moment the request takes effect. */
export interface MarketView {
  readonly at: number
  /** Throws -1121 for a symbol that is not listed. */
  rulesOf(symbol: string): SymbolRules
  /** Undefined where the feed has no market. */
  latest(symbol: string): Promise<PriceStep | undefined>
  /** Throws -4140 where the feed has no market. */
  step(symbol: string): Promise<PriceStep>
  /** Steps with `from < time <= to`; `to` is the request's moment, or earlier. */
  steps(symbol: string, from: number, to?: number): Promise<readonly PriceStep[]>
}

export function viewMarket(feed: PriceFeed, rules: ReadonlyMap<string, SymbolRules>, at: number): MarketView {
  const seen = new Map<string, Promise<PriceStep | undefined>>()
  const latest = (symbol: string) => {
    const asked = seen.get(symbol) ?? feed.latest(symbol, at)
    seen.set(symbol, asked)
    return asked
  }
  return {
    at,
    rulesOf: symbol => {
      const found = rules.get(symbol)
      if (found === undefined) throw refuse(-1121)
      return found
    },
    latest,
    step: async symbol => {
      const found = await latest(symbol)
      if (found === undefined) throw refuse(-4140)
      return found
    },
    steps: (symbol, from, to = at) => feed.steps(symbol, from, Math.min(to, at)),
  }
}
