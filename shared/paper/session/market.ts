import { PriceUnavailable } from '../feed/price-unavailable.ts'
import type { FundingState, PriceFeed, PriceStep } from '../ports.ts'
import { refuse } from '../refusal.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { SymbolRules } from '../rules.ts'

/** How old a look at the market may be, in ms, for a feed that pays for each look. */
export const SLACK = {
  /** A change meets the present market. */
  change: 1_000,
  /** A read may lag a little: clients that watch together then share one look. */
  read: 3_000,
  /** The rest of the account, when only its margin counts. */
  others: 10_000,
  /** Symbols without position and orders. */
  idle: 60_000,
} as const

/** The market as one request sees it: every symbol's latest step at the moment the request takes effect. */
export interface MarketView {
  readonly at: number
  /** Throws -1121 for a symbol that was never listed. */
  rulesOf(symbol: string): SymbolRules
  /** Whether its prices have begun: without prices it cannot be traded. True if the feed does not know their beginning. */
  isTraded(symbol: string): boolean
  /** When its contract last ended by this moment; undefined if it never did. */
  endOf(symbol: string): number | undefined
  /** Undefined if the feed has no market. */
  latest(symbol: string, slackMs?: number): Promise<PriceStep | undefined>
  /** Throws -4140 if the feed has no market. */
  step(symbol: string): Promise<PriceStep>
  /** The funding; undefined if the feed does not know it. */
  fundingState(symbol: string): Promise<FundingState | undefined>
  /** Steps with `from < time <= to`; `to` defaults to the request's moment and never lies after it. */
  steps(symbol: string, from: number, to?: number, slackMs?: number): Promise<readonly PriceStep[]>
}

/** When a symbol's contracts end, oldest first; ms. */
export type Endings = (symbol: string) => readonly number[]

export function viewMarket(
  feed: PriceFeed,
  rules: Pick<RuleBook, 'get'>,
  at: number,
  ownSlackMs: number,
  endings: Endings = () => [],
): MarketView {
  const seen = new Map<string, Promise<PriceStep | undefined>>()
  /** When a contract ended that its source no longer lists. */
  const overSince = (symbol: string): number | undefined => {
    const known = rules.get(symbol)
    return known && !known.isTrading && known.endsAt < at ? known.endsAt : undefined
  }
  const look = (symbol: string, slackMs: number): Promise<PriceStep | undefined> => {
    const asked = feed.latest(symbol, at, slackMs)
    return overSince(symbol) === undefined ? asked : asked.catch(noneWhereUnavailable)
  }
  const latest = (symbol: string, slackMs = ownSlackMs) => {
    const asked = seen.get(symbol) ?? look(symbol, slackMs)
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
    isTraded: symbol => feed.begins === undefined || (feed.begins(symbol) ?? Number.POSITIVE_INFINITY) <= at,
    endOf: symbol => {
      const ended = endings(symbol).findLast(end => end < at)
      const over = overSince(symbol)
      return over === undefined ? ended : Math.max(over, ended ?? over)
    },
    latest,
    step: async symbol => {
      const found = await latest(symbol)
      if (found === undefined) throw refuse(-4140)
      return found
    },
    fundingState: async symbol => feed.fundingAt?.(symbol, at),
    steps: (symbol, from, to = at, slackMs = ownSlackMs) =>
      feed.steps(symbol, from, Math.min(to, at), slackMs),
  }
}

/** Sooner or later, an ended contract has no price any more. */
function noneWhereUnavailable(problem: unknown): undefined {
  if (!(problem instanceof PriceUnavailable)) throw problem
}
