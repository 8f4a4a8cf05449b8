import { type Dec, dec } from '#domain/decimal.ts'
import { roundTripOfMargin, takerFee } from '#domain/fees.ts'
import type { Configuration } from '#ports/configuration.ts'
import { percent } from '../../terminal/amounts.ts'
import { medianTouchSeconds } from './driftless.ts'

/** A distance as a share of the margin and as a share of the price. */
interface Level {
  readonly ofMargin: string
  readonly ofPrice: string
}

/** Consequences of the settings at their default leverage, for any symbol; shares as decimals. */
export interface Consequences {
  readonly leverage: number
  readonly takerFee: string
  readonly stop: Level
  readonly takeProfit: Level
  readonly emergency: Level
  /** Fees of entry and exit as a share of the margin. */
  readonly roundTripOfMargin: string
  /** Share of the margin, fees included, when the whole position closes there. */
  readonly netAtStop: string
  readonly netAtTakeProfit: string
  readonly netAtEmergency: string
  /** Share of trades that must reach the take-profit; absent: no share is enough. */
  readonly winRateToBreakEven?: string
  /** Median time until a market without drift touches the stop. */
  readonly stopTouched: readonly { readonly yearlyVolatility: number; readonly medianSeconds: number }[]
  readonly warnings: readonly string[]
}

const volatilities = [0.4, 0.8, 1.2]

export function consequencesOf(configuration: Configuration): Consequences {
  const { defaultLeverage: leverage, stopLossPct, takeProfitPct, emergencyPct } = configuration
  const fees = roundTripOfMargin(leverage, dec(takerFee))
  const [loss, gain] = [dec(stopLossPct).plus(fees), dec(takeProfitPct).minus(fees)]
  const level = (ofMargin: string): Level => ({ ofMargin, ofPrice: dec(ofMargin).div(leverage).toFixed(8) })
  const stop = level(stopLossPct)
  return {
    leverage,
    takerFee,
    stop,
    takeProfit: level(takeProfitPct),
    emergency: level(emergencyPct),
    roundTripOfMargin: fees.toFixed(),
    netAtStop: loss.neg().toFixed(),
    netAtTakeProfit: gain.toFixed(),
    netAtEmergency: dec(emergencyPct).plus(fees).neg().toFixed(),
    ...(gain.gt(0) && { winRateToBreakEven: loss.div(loss.plus(gain)).toFixed(4) }),
    stopTouched: volatilities.map(yearlyVolatility => ({
      yearlyVolatility,
      medianSeconds: medianTouchSeconds(Number(stop.ofPrice), yearlyVolatility),
    })),
    warnings: warningsOf(configuration, fees, gain),
  }
}

/** Warns of settings that lose by construction. */
function warningsOf(configuration: Configuration, fees: Dec, gain: Dec): readonly string[] {
  const { defaultLeverage, stopLossPct, takeProfitPct, emergencyPct } = configuration
  const at = `At ${defaultLeverage}x and a taker fee of ${percent(takerFee)}`
  return [
    gain.lte(0) &&
      `${at} the round trip costs ${percent(fees)} of the margin: a take-profit at ${percent(takeProfitPct)} earns nothing, and no win rate breaks even. Lower QT_DEFAULT_LEVERAGE or raise QT_TP_PCT.`,
    fees.gte(stopLossPct) &&
      `${at} the fees (${percent(fees)} of the margin) are at least the stop itself (${percent(stopLossPct)}): most of what a stopped trade loses is fees.`,
    fees.eq(emergencyPct) &&
      `${at} the emergency level of -${percent(emergencyPct)} equals the fees of one round trip.`,
  ].filter(warning => warning !== false)
}
