import { entryDecision } from '#decisions/record.ts'
import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis, EntryPlan } from '#domain/entry-plan.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { leastQuantity, stepOf } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Quote } from '#ports/exchange.ts'
import { draftPosition } from '#position/draft-position.ts'
import { frozenSettings } from '#position/frozen-settings.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { Complaint, exitCodes } from '../complaint.ts'

export interface Market {
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
  readonly quote: Quote
  /** In quote asset. */
  readonly freeBalance: string
}

export interface Smallest {
  readonly position: Position
  readonly plan: EntryPlan
  readonly planned: Decision<'plan-entry'>
}

/** Leverage 1: stop and take-profit are 2 % and 3 % of the price away, too far to be reached within a minute. */
export const leverage = 1

/**
 * The smallest long that the symbol allows and of which parts can be sold twice, with the system's default settings. It
 * is planned as an executor does; only the budget comes from the size.
 */
export function smallestPosition(
  market: Market,
  { deployment, now }: { readonly deployment: string; readonly now: number },
): Smallest {
  const { rules, brackets, quote, freeBalance } = market
  const configuration = loadConfiguration({})
  const settings = frozenSettings(configuration)
  const touch = dec(quote.ask)
  // Half a step more, so that no division rounds the last step away.
  const budget = smallestQuantity(rules, touch).plus(stepOf(rules).div(2)).times(touch).div(leverage)
  const basis: EntryBasis = {
    side: 'long',
    requestedLeverage: leverage,
    settings,
    rules,
    brackets,
    quote,
    freeBalance,
    limits: { marginFraction: '1', maxMarginPerTrade: budget.toFixed() },
    minStopTicks: configuration.minStopTicks,
    minStopSpreads: configuration.minStopSpreads,
  }
  if (budget.gt(freeBalance))
    throw noRoom(rules, `it takes ${budget.toFixed(2)} ${rules.marginAsset}, and ${freeBalance} is free`)
  const plan = planEntry(basis)
  if (!plan.planned) throw noRoom(rules, plan.detail)
  const signal = {
    id: `rehearsal-${rules.symbol}-${now}`,
    symbol: rules.symbol,
    action: 'BUY',
    confidence: '1',
    source: 'rehearsal',
    at: now,
  } as const
  const drafted = { deployment, signal, settings, rules, requestedLeverage: leverage, plan, now }
  return { position: draftPosition(drafted), plan, planned: entryDecision(basis, plan) }
}

/**
 * Four times the least quantity that can be sold, worth a little more than the least entry: the mark may be below the
 * touch.
 */
function smallestQuantity(rules: SymbolRules, price: Dec): Dec {
  const parts = leastQuantity(rules).times(4)
  const worth = toMultiple(dec(rules.minNotional).times('1.05').div(price), stepOf(rules), 'up')
  return parts.gt(worth) ? parts : worth
}

const noRoom = ({ symbol }: SymbolRules, why: string) =>
  new Complaint(
    exitCodes.no,
    `the smallest position of ${symbol} cannot be opened: ${why}`,
    'choose another symbol, or give the demo account more',
  )
