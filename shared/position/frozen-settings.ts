import { dec } from '#domain/decimal.ts'
import { takerFee } from '#domain/fees.ts'
import { ladderOf } from '#domain/ladders.ts'
import type { Overrides } from '#domain/overrides.ts'
import type { PositionSettings } from '#domain/position.ts'
import type { Configuration } from '#ports/configuration.ts'

/** The settings that a position keeps for its life, including the signal's own overrides. */
export function frozenSettings(configuration: Configuration, overrides: Overrides = {}): PositionSettings {
  const { stopPrice, takeProfits, trailPct } = overrides
  const stopLossPct = overrides.stopLossPct ?? configuration.stopLossPct
  const beyondStop = dec(configuration.emergencyPct).minus(configuration.stopLossPct)
  return {
    stopLossPct,
    takeProfitPct: overrides.takeProfitPct ?? configuration.takeProfitPct,
    emergencyPct: dec(stopLossPct).plus(beyondStop).toFixed(),
    partialTakeProfit: configuration.partialTakeProfit,
    ladder: ladderOf(overrides.ladder, configuration.ladder),
    takerFee,
    ...(stopPrice !== undefined && { stopPrice }),
    ...(takeProfits && { takeProfits }),
    ...(trailPct !== undefined && { trailPct }),
  }
}
