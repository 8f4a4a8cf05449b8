import type { BracketBody, ExchangeInfoSymbol, FundingInfoBody } from '../rules.ts'
import { groupsOf, unpackBrackets, unpackFunding } from './packed-groups.ts'
import { symbolOf, unpackSymbol } from './packed-symbols.ts'
import snapshot from './snapshot.json' with { type: 'json' }

/** Binance's rules of every perpetual on one day, packed. Each part is unpacked only when asked for. */

/** The days on which Binance's bodies were recorded. */
export const snapshotDays = {
  exchangeInfo: snapshot.exchangeInfo,
  leverageBracket: snapshot.leverageBracket,
  fundingInfo: snapshot.fundingInfo,
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
const lines = lazily(() => new Map(snapshot.symbols.map(line => [symbolOf(line), line])))
const brackets = lazily(() => groupsOf(snapshot.brackets))
const funding = lazily(() => groupsOf(snapshot.funding))

/** The symbols that were traded or about to be, including TradFi perpetuals. */
export const snapshotSymbols = (): readonly string[] => [...lines().keys()]

export function snapshotInfo(symbol: string): ExchangeInfoSymbol | undefined {
  const line = lines().get(symbol)
  return line === undefined ? undefined : unpackSymbol(snapshot, line)
}

/** Undefined if the snapshot has none; see {@link strictestBrackets}. */
export function snapshotBrackets(symbol: string): BracketBody | undefined {
  const text = brackets().get(symbol)
  return text === undefined ? undefined : unpackBrackets(symbol, text)
}

/** The snapshot's brackets with the least leverage and the smallest position: for a symbol that has none. */
export const strictestBrackets = (symbol: string): BracketBody => unpackBrackets(symbol, snapshot.strictest)

/** Undefined for a symbol that is unknown or has the usual funding, every eight hours. */
export function snapshotFunding(symbol: string): FundingInfoBody | undefined {
  const text = funding().get(symbol)
  return text === undefined ? undefined : unpackFunding(symbol, text)
}
