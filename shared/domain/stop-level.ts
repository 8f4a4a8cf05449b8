import { type Dec, dec, type Rounding, toMultiple } from './decimal.ts'
import { breakEvenPrice } from './fees.ts'
import { priceAt, priceDistance } from './margin.ts'
import type { PositionSettings } from './position.ts'
import { isCrossed, isTighter, type Side, sign, tightest } from './side.ts'

/** The inputs of a stop level. Prices in quote asset. */
export interface StopBasis {
  readonly side: Side
  readonly leverage: number
  readonly settings: PositionSettings
  readonly tickSize: Dec
  readonly entryPrice: Dec
  readonly entryQuantity: Dec
  readonly entryFees: Dec
  readonly funding: Dec
}

/** Onto the tick, never away from the mark: a rounded stop gives nothing back. */
export function tightenToTick(side: Side, level: Dec, tickSize: Dec): Dec {
  const rounding: Rounding = side === 'long' ? 'up' : 'down'
  return toMultiple(level, tickSize, rounding)
}

export const isOnTick = (price: Dec, tickSize: Dec): boolean => price.mod(tickSize).isZero()

/** Onto the tick towards the entry: a rounded take-profit is reached no later. */
export function takeProfitTick(side: Side, price: Dec, tickSize: Dec): Dec {
  return toMultiple(price, tickSize, side === 'long' ? 'down' : 'up')
}

/** The first stop's level: `stopLossPct` of the margin below the entry (above it for a short). */
export function firstStopLevel(
  side: Side,
  entry: Dec,
  stopLossPct: Dec,
  leverage: number,
  tickSize: Dec,
): Dec {
  return tightenToTick(side, priceAt(side, entry, stopLossPct.neg(), leverage), tickSize)
}

/**
 * The stop's level for a position that was found: measured from its entry, or from the mark if that level is crossed.
 * Without a mark, from the entry.
 */
export function adoptedStopLevel(
  position: { readonly side: Side; readonly entry: Dec; readonly leverage: number },
  mark: Dec | undefined,
  stopLossPct: Dec,
  tickSize: Dec,
): Dec {
  const { side, entry, leverage } = position
  const fromEntry = firstStopLevel(side, entry, stopLossPct, leverage, tickSize)
  return mark && isCrossed(side, fromEntry, mark)
    ? firstStopLevel(side, mark, stopLossPct, leverage, tickSize)
    : fromEntry
}

/** The level that the ladder wants at this tier and mark: the tighter of the standing and the earned level. */
export function ladderLevel(basis: StopBasis, current: Dec, tier: number, mark: Dec): Dec {
  // The first stop was measured from the touch; a worse fill earns a tighter one.
  const first = priceAt(basis.side, basis.entryPrice, dec(basis.settings.stopLossPct).neg(), basis.leverage)
  const levels = [first]
  if (tier >= 1) levels.push(breakEvenPrice(basis.side, basis, dec(basis.settings.takerFee)))
  const stop = basis.settings.ladder[tier - 1]?.stop
  if (stop && stop !== 'break-even')
    levels.push(basis.entryPrice.plus(mark.minus(basis.entryPrice).times(stop.lock)))
  const { trailPct } = basis.settings
  if (trailPct && isCrossed(basis.side, mark, trailsFrom(basis)))
    levels.push(
      mark.minus(priceDistance(basis.entryPrice, dec(trailPct), basis.leverage).times(sign(basis.side))),
    )
  // A level that the mark has not passed cannot stand; the next best one still can.
  const possible = levels
    .map(level => tightenToTick(basis.side, level, basis.tickSize))
    .filter(level => !isCrossed(basis.side, level, mark))
  return tightest(basis.side, [current, ...possible])
}

/** Once the last take-profit was reached, the stop of the remainder follows the mark. */
function trailsFrom({ side, entryPrice, leverage, settings }: StopBasis): Dec {
  const last = settings.takeProfits?.at(-1)?.price
  return last === undefined ? priceAt(side, entryPrice, dec(settings.takeProfitPct), leverage) : dec(last)
}

/** A stop moves only if it improves by 2 ticks and by 0.5 % of the margin: every move costs requests. */
export function isWorthMoving(basis: StopBasis, current: Dec, next: Dec): boolean {
  const ticks = basis.tickSize.times(2)
  const share = priceDistance(basis.entryPrice, dec('0.005'), basis.leverage)
  const least = ticks.gt(share) ? ticks : share
  return isTighter(basis.side, next, current) && next.minus(current).abs().gte(least)
}

/** Onto the tick, away from the mark: a stop behind another one must not trigger first. */
export function loosenToTick(side: Side, level: Dec, tickSize: Dec): Dec {
  return toMultiple(level, tickSize, side === 'long' ? 'down' : 'up')
}

/** The backup's limit: 0.2 % worse than its trigger, so that it still fills in a fast market. */
export function backupLimit(side: Side, trigger: Dec, tickSize: Dec): Dec {
  const worse = trigger.times(dec(1).minus(dec('0.002').times(sign(side))))
  return toMultiple(worse, tickSize, side === 'long' ? 'down' : 'up')
}
