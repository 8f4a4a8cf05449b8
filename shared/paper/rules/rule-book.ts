import {
  type BracketBody,
  type FundingInfoBody,
  parseRules,
  parseSymbol,
  type SymbolBodies,
  type SymbolRules,
  type VenueRules,
} from '../rules.ts'

/** A rule's source and date. */
export interface Origin {
  readonly source: 'public' | 'snapshot' | 'recorded' | 'given' | 'derived' | 'strictest'
  /** A day, or an instant in ISO 8601; for `given`, the file's name. */
  readonly of: string
}

/** The origin of each kind of rules separately: Binance gives out brackets only for a key. */
export interface Origins {
  readonly rules: Origin
  readonly brackets: Origin
  readonly funding: Origin
}

/** The rules of all symbols at one time. Binance's bodies are built on demand. */
export interface RuleBook extends VenueRules {
  /** The listed symbols, in exchangeInfo's order. */
  readonly listed: readonly string[]
  /** One symbol's rules, parsed at the first look; for a symbol that is no longer listed, its last ones. */
  get(symbol: string): SymbolRules | undefined
  /** For a symbol that `get` knows. */
  bracketsOf(symbol: string): BracketBody | undefined
  /** Undefined if the book does not know. */
  originsOf(symbol: string): Origins | undefined
}

/** The source of a venue's rules if they change: gives the current book. */
export interface RulesSource {
  /** Fails only if there never was a book; a book that cannot be renewed serves on. */
  now(): Promise<RuleBook>
}

export const isSource = (rules: VenueRules | RulesSource): rules is RulesSource => 'now' in rules

/** The book of given bodies. Throws if a listed symbol lacks a filter or its brackets. */
export function bookOf(rules: VenueRules): RuleBook {
  if (isBook(rules)) return rules
  const parsed = parseRules(rules)
  return {
    ...rules,
    listed: [...parsed.keys()],
    get: symbol => parsed.get(symbol),
    bracketsOf: symbol => rules.brackets.find(body => body.symbol === symbol),
    originsOf: () => undefined,
  }
}

const isBook = (rules: VenueRules): rules is RuleBook => 'listed' in rules

export interface LazyBookParts {
  /** The part of exchangeInfo without symbols. */
  readonly head: object
  readonly listed: readonly string[]
  bodiesOf(symbol: string): (SymbolBodies & { readonly origins: Origins }) | undefined
}

/** A book of hundreds of symbols, of which a process uses few. */
export function lazyBook({ head, listed, bodiesOf }: LazyBookParts): RuleBook {
  const found = new Map<string, ReturnType<typeof bodiesOf>>()
  const parsed = new Map<string, SymbolRules | undefined>()
  const find = (symbol: string) => {
    if (!found.has(symbol)) found.set(symbol, bodiesOf(symbol))
    return found.get(symbol)
  }
  const all = () => listed.flatMap(symbol => find(symbol) ?? [])
  return {
    listed,
    get exchangeInfo() {
      return { ...head, symbols: all().map(({ info }) => info) }
    },
    get brackets(): readonly BracketBody[] {
      return all().map(({ brackets }) => brackets)
    },
    get fundingInfo(): readonly FundingInfoBody[] {
      return all().flatMap(({ funding }) => funding ?? [])
    },
    get(symbol) {
      if (!parsed.has(symbol)) {
        const bodies = find(symbol)
        parsed.set(symbol, bodies && parseSymbol(bodies))
      }
      return parsed.get(symbol)
    },
    bracketsOf: symbol => find(symbol)?.brackets,
    originsOf: symbol => find(symbol)?.origins,
  }
}
