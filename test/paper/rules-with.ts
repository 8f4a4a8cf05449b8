import { shippedRules } from '#paper/rules/shipped.ts'
import type { VenueRules } from '#paper/rules.ts'

/** The shipped rules with one symbol more, first of all: like one that ships, but for what is changed. */
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
