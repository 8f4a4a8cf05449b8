import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'

/** The shipped rules preceded by one more symbol: a copy of a shipped one with some changes. */
export function rulesWith(
  like: string,
  changed: { readonly symbol: string } & Readonly<Record<string, unknown>>,
): VenueRules {
  const { exchangeInfo, brackets } = shippedRules
  const model = exchangeInfo.symbols.find(({ symbol }) => symbol === like)
  const levels = brackets.find(({ symbol }) => symbol === like)
  if (!model || !levels) throw new Error(`Expected a symbol that ships, got ${like}`)
  return {
    ...shippedRules,
    exchangeInfo: { ...exchangeInfo, symbols: [{ ...model, ...changed }, ...exchangeInfo.symbols] },
    brackets: [{ ...levels, symbol: changed.symbol }, ...brackets],
  }
}
