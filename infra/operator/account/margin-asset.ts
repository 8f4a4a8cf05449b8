import type { Connection } from '../connect/connection.ts'

/** What the account's balance is read in. */
export const marginAsset = 'USDT'

/** What a symbol's money is counted in, as USDT; undefined where the table has no rules of it. */
export type AssetOf = (symbol: string) => string | undefined

/** Looks up the margin assets of symbols in the rules that the table keeps; the exchange is not asked. */
export async function marginAssets({ state }: Connection, symbols: readonly string[]): Promise<AssetOf> {
  const unique = [...new Set(symbols)]
  const rules = await Promise.all(unique.map(symbol => state.symbols.knownRules(symbol)))
  const assets = new Map(unique.map((symbol, at) => [symbol, rules[at]?.marginAsset]))
  return symbol => assets.get(symbol)
}

/** Each asset that these symbols are counted in, once. */
export const assetsOf = (symbols: readonly string[], assetOf: AssetOf): readonly string[] =>
  [...new Set(symbols.map(symbol => assetOf(symbol) ?? 'of unknown asset'))].sort()

/** A column's name with what its amounts are counted in: `net, USDT`. */
export const inAssets = (name: string, symbols: readonly string[], assetOf: AssetOf): string =>
  [name, assetsOf(symbols, assetOf).join(' + ')].filter(Boolean).join(', ')
