import { dec } from '#domain/decimal.ts'
import { takerFee } from '#domain/fees.ts'
import type { PositionSettings } from '#domain/position.ts'
import type { Signal } from '#domain/signal.ts'
import type { Configuration } from '#ports/configuration.ts'

/** The settings that a position keeps for its life, the signal's own overrides among them. */
export function frozenSettings(
  configuration: Configuration,
  overrides: Pick<Signal, 'stopLossPct' | 'takeProfitPct'> = {},
): PositionSettings {
  const stopLossPct = overrides.stopLossPct ?? configuration.stopLossPct
  const beyondStop = dec(configuration.emergencyPct).minus(configuration.stopLossPct)
  return {
    stopLossPct,
    takeProfitPct: overrides.takeProfitPct ?? configuration.takeProfitPct,
    emergencyPct: dec(stopLossPct).plus(beyondStop).toFixed(),
    partialTakeProfit: configuration.partialTakeProfit,
    ladder: configuration.ladder,
    takerFee,
  }
}
