import type { Origin } from '#paper/rules/rule-book.ts'
import { findMarketFiles } from '../market/kline-files.ts'
import { type Market, type MarketOptions, openMarket } from '../market/market.ts'
import { type GivenRules, nothingGiven, readGivenRules } from './given-rules.ts'
import { knownTickSize } from './market-rules.ts'

export interface RuledMarketOptions extends Omit<MarketOptions, 'tickSizes' | 'given'> {
  /** Files of rules, from `--rules`. */
  readonly rules?: readonly string[]
}

/**
 * Opens a recorded market whose prices are on the ticks of its rules. Throws a message for the operator if files of
 * rules cannot be read.
 */
export function openRuledMarket({ rules = [], ...options }: RuledMarketOptions): Market {
  const given = readGivenRules(rules)
  const symbols = symbolsIn(options.klines)
  for (const symbol of symbols) refuseUnreadable(symbol, given)
  const ticks = symbols.flatMap(symbol => {
    const tick = knownTickSize(symbol, given)
    return tick === undefined ? [] : [[symbol, tick] as const]
  })
  return openMarket({ ...options, given, tickSizes: Object.fromEntries(ticks) })
}

function symbolsIn(paths: readonly string[]): readonly string[] {
  const { klines, trades } = findMarketFiles(paths)
  return [...new Set([...klines, ...trades].map(({ symbol }) => symbol))]
}

/** Remarks for the operator on recordings of symbols without rules, one per line. */
export const unruledSymbols = (paths: readonly string[]): readonly string[] =>
  symbolsIn(paths)
    .filter(symbol => knownTickSize(symbol, nothingGiven) === undefined)
    .map(
      symbol =>
        `${symbol}: no rules are known. Give them with --rules; a recorded market derives them from its recording.`,
    )

/** For a played symbol, all given rules must be readable. */
function refuseUnreadable(symbol: string, given: GivenRules): void {
  given.info(symbol)
  given.brackets(symbol)
  given.funding(symbol)
}

/** Remarks for the operator on the sources of a market's rules; none for recorded ones. */
export function rulesTold({ symbols, rules }: Pick<Market, 'symbols' | 'rules'>): readonly string[] {
  const origins = symbols.map(symbol => ({ symbol, origins: rules.originsOf(symbol) }))
  const from = (source: Origin['source'], of: 'rules' | 'brackets') =>
    origins.filter(({ origins }) => origins?.[of].source === source)
  const names = (of: readonly { readonly symbol: string }[]) => of.map(({ symbol }) => symbol).join(', ')
  const snapshot = from('snapshot', 'rules')
  const day = snapshot[0]?.origins?.rules.of
  const strictest = from('strictest', 'brackets').filter(({ origins }) => origins?.rules.source !== 'derived')
  return [
    ...(snapshot.length === 0 ? [] : [`${names(snapshot)}: Binance's rules of ${day}, from the snapshot.`]),
    ...from('derived', 'rules').map(({ symbol }) => derivedLine(symbol, rules)),
    ...(strictest.length === 0
      ? []
      : [`${names(strictest)}: no leverage brackets are known; the strictest of the snapshot apply.`]),
  ]
}

function derivedLine(symbol: string, rules: Market['rules']): string {
  const own = rules.get(symbol)
  const last = own?.brackets.at(-1)
  return `${symbol}: no rules are known, so they are derived from its recording: tick ${own?.tickSize}, step ${own?.lot.step}, leverage up to ${own?.brackets[0]?.initialLeverage} and at most ${last?.notionalCap} USDT. Give Binance's own with --rules.`
}
