import {
  type BracketBody,
  type FundingInfoBody,
  parseRules,
  parseSymbol,
  type SymbolBodies,
  type SymbolRules,
  type VenueRules,
} from '../rules.ts'

/** Where a rule comes from, and of when it is. */
export interface Origin {
  readonly source: 'public' | 'snapshot' | 'recorded' | 'given' | 'derived' | 'strictest'
  /** A day, or an instant in ISO 8601; the file's name where it was given. */
  readonly of: string
}

/** Of each kind of rules by itself: Binance asks for a key before it tells brackets. */
export interface Origins {
  readonly rules: Origin
  readonly brackets: Origin
  readonly funding: Origin
}

/** The rules of all symbols as they are at one time. Binance's bodies are made when they are asked for. */
export interface RuleBook extends VenueRules {
  /** The symbols that are listed, in exchangeInfo's order. */
  readonly listed: readonly string[]
  /** One symbol's rules, parsed with the first look; of one that is listed no longer as they were. */
  get(symbol: string): SymbolRules | undefined
  /** Of one that `get` knows. */
  bracketsOf(symbol: string): BracketBody | undefined
  /** Undefined where the book does not say. */
  originsOf(symbol: string): Origins | undefined
}

/** What a venue's rules come from, where they change: the book of the moment. */
export interface RulesSource {
  /** Fails only where no book was ever had; what cannot be renewed serves on. */
  now(): Promise<RuleBook>
}

export const isSource = (rules: VenueRules | RulesSource): rules is RulesSource => 'now' in rules

/** The book of bodies that are at hand. Throws where a listed symbol lacks a filter or its brackets. */
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
  /** What exchangeInfo says besides its symbols. */
  readonly head: object
  readonly listed: readonly string[]
  bodiesOf(symbol: string): (SymbolBodies & { readonly origins: Origins }) | undefined
}

/** A book of hundreds of symbols, of which a process meets few. */
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
