import { type Dec, type DecimalString, dec } from '#domain/decimal.ts'
import { effectiveLeverage, liquidationDistance, marginOf, priceDistance } from '#domain/margin.ts'
import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Configuration } from '#ports/configuration.ts'
import { percent } from '../../terminal/amounts.ts'
import { longLiquidation } from './liquidation.ts'

export interface SymbolFacts {
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
  readonly price: DecimalString
  readonly freeBalance: DecimalString
}

/** Consequences of the settings for a long of one symbol at this price; levels in price. */
export interface SymbolConsequences {
  readonly symbol: string
  /** Asset of its margin. */
  readonly marginAsset: string
  readonly price: string
  /** The default leverage, as far as the exchange's brackets allow it at one trade's margin. */
  readonly leverage: number
  readonly margin: string
  readonly stop: string
  readonly takeProfit: string
  readonly emergency: string
  readonly ticksToStop: string
  /** Share of the price. */
  readonly liquidationDistance: string
  readonly liquidation: string
  readonly warnings: readonly string[]
}

export function symbolConsequences(configuration: Configuration, facts: SymbolFacts): SymbolConsequences {
  const { rules, brackets, freeBalance } = facts
  const price = dec(facts.price)
  const margin = marginOf(freeBalance, configuration)
  const leverage = effectiveLeverage(configuration.defaultLeverage, margin, brackets) ?? 1
  const away = (pct: string) => priceDistance(price, dec(pct), leverage)
  const stop = away(configuration.stopLossPct)
  const ticks = stop.div(rules.tickSize)
  const notional = margin.times(leverage)
  const liquidation = longLiquidation(leverage, notional, brackets)
  const digits = Math.max(dec(rules.tickSize).decimalPlaces(), 2)
  return {
    symbol: rules.symbol,
    marginAsset: rules.marginAsset,
    price: price.toFixed(),
    leverage,
    margin: margin.toFixed(2),
    stop: price.minus(stop).toFixed(digits),
    takeProfit: price.plus(away(configuration.takeProfitPct)).toFixed(digits),
    emergency: price.minus(away(configuration.emergencyPct)).toFixed(digits),
    ticksToStop: ticks.toFixed(1),
    liquidationDistance: liquidation.toFixed(6),
    liquidation: price.times(dec(1).minus(liquidation)).toFixed(digits),
    warnings: warningsOf(configuration, {
      symbol: rules.symbol,
      ticks,
      leverage,
      stop: stop.div(price),
      // Reckoned as the rule that rejects entries does: a little nearer.
      liquidation: liquidationDistance(leverage, notional, brackets),
    }),
  }
}

function warningsOf(
  { minStopTicks, defaultLeverage }: Configuration,
  found: {
    readonly symbol: string
    readonly ticks: Dec
    readonly leverage: number
    readonly stop: Dec
    readonly liquidation: Dec
  },
): readonly string[] {
  const { symbol, ticks, leverage, stop, liquidation } = found
  return [
    ticks.lt(minStopTicks) &&
      `${symbol}: only ${ticks.toFixed(1)} ticks between entry and stop; below QT_MIN_STOP_TICKS (${minStopTicks}) entries are rejected as stop-too-tight.`,
    stop.times(2).gt(liquidation) &&
      `${symbol}: the stop (${percent(stop, 3)} of the price) is more than half-way to liquidation (${percent(liquidation, 3)}): entries are rejected.`,
    leverage < defaultLeverage &&
      `${symbol}: the exchange's brackets leave ${leverage}x of ${defaultLeverage}x.`,
  ].filter(warning => warning !== false)
}
