import { type Dec, type DecimalString, dec } from './decimal.ts'
import { priceAt } from './margin.ts'
import { isFilled, type Position } from './position.ts'
import { sign, tightest } from './side.ts'

/** A position and what one read of the account showed of it: open quantity and mark price, if they could be read. */
export interface Glance {
  readonly position: Position
  readonly quantity?: DecimalString
  readonly mark?: DecimalString
}

/**
 * Sorts positions by urgency: first those beyond their stop or emergency level, the farthest first; then those for
 * which that is unknown; then the rest, the nearest to it first; flat ones, which lose nothing more, last. When
 * looks wait for each other, the first wait least.
 */
export function mostUrgentFirst(
  glances: readonly Glance[],
  room: (glance: Glance) => Dec = roomOf,
): readonly Glance[] {
  const ranked = glances.map(glance => ({ glance, room: room(glance) }))
  return ranked.toSorted((a, b) => a.room.cmp(b.room)).map(({ glance }) => glance)
}

/** The urgency of a position about which nothing is known. */
export const unknownRoom = dec(0)

/** How far the mark may still move against the position, as a share of the mark; below 0 beyond the level. */
export function roomOf({ position, quantity, mark }: Glance): Dec {
  if (quantity !== undefined && dec(quantity).isZero()) return dec(Number.POSITIVE_INFINITY)
  if (mark === undefined || !isFilled(position)) return unknownRoom
  const { side, protection, entryPrice, leverage, settings } = position
  const emergency = priceAt(side, dec(entryPrice), dec(settings.emergencyPct).neg(), leverage)
  const level = tightest(side, [dec(protection.level), emergency])
  return dec(mark).minus(level).times(sign(side)).div(mark)
}
