import type { Connection } from '../connect/connection.ts'

/** The asset that the account's balance is read in. */
export const marginAsset = 'USDT'

/** Margin asset of a symbol, such as USDT; undefined when the table has no rules for it. */
export type AssetOf = (symbol: string) => string | undefined

/** Looks up margin assets in the symbols' rules in the table, without asking the exchange. */
export async function marginAssets({ state }: Connection, symbols: readonly string[]): Promise<AssetOf> {
  const unique = [...new Set(symbols)]
  const rules = await Promise.all(unique.map(symbol => state.symbols.knownRules(symbol)))
  const assets = new Map(unique.map((symbol, at) => [symbol, rules[at]?.marginAsset]))
  return symbol => assets.get(symbol)
}

/** The distinct margin assets of these symbols. */
export const assetsOf = (symbols: readonly string[], assetOf: AssetOf): readonly string[] =>
  [...new Set(symbols.map(symbol => assetOf(symbol) ?? 'of unknown asset'))].sort()

/** A column's name with its asset: `net, USDT`. */
export const inAssets = (name: string, symbols: readonly string[], assetOf: AssetOf): string =>
  [name, assetsOf(symbols, assetOf).join(' + ')].filter(Boolean).join(', ')
