import { type Dec, dec, sum } from '#domain/decimal.ts'
import { greater, type Led, lesser, onTick, pnlAt, priceAt, taker } from './cases.ts'
import type { Wishes } from './wishes.ts'

/** How many tiers of the ladder a mark reaches. */
export const tierAt = ({ ladder }: Wishes, of: Led, mark: Dec): number =>
  ladder.filter(({ at }) => pnlAt(of, mark).gte(at)).length

/** The tighter a level, the sooner it is hit. */
export const tightest = ({ sign }: Led, levels: readonly Dec[]): Dec =>
  levels.reduce((best, level) => (level.minus(best).times(sign).gt(0) ? level : best))

/** The first stop, measured from what was filled. */
export const stopFromFill = (of: Led): Dec =>
  onTick(priceAt(of.sign, of.entryPrice, of.wished.stop.neg(), of.leverage), of.rules.tickSize, of.sign > 0)

/**
 * The level that the ladder gives after each of these marks: the tightest so far. Tiers only rise. Funding may have been
 * read by then or not: `most` and `least` say in whose favour that is taken.
 */
export function earnedAfter(
  wishes: Wishes,
  of: Led,
  marks: readonly Dec[],
  by: 'most' | 'least',
): readonly Dec[] {
  const even = breakEven(of, by)
  const earned: Dec[] = []
  let [tier, best] = [0, stopFromFill(of)]
  for (const mark of marks) {
    tier = Math.max(tier, tierAt(wishes, of, mark))
    best = tightest(of, [best, ...levelsAt(of, mark, even, wishes.ladder[tier - 1]?.lock)])
    earned.push(best)
  }
  return earned
}

/** From tier 1 on break-even, and the share of the profit that the tier locks; what the mark has not passed cannot stand. */
function levelsAt(of: Led, mark: Dec, even: Dec, lock: Dec | undefined): readonly Dec[] {
  if (!lock) return []
  return [even, ...(lock.gt(0) ? [of.entryPrice.plus(mark.minus(of.entryPrice).times(lock))] : [])]
    .map(level => onTick(level, of.rules.tickSize, of.sign > 0))
    .filter(level => mark.minus(level).times(of.sign).gt(0))
}

/** The exit at which fees, the exit's own fee and funding come out at zero. */
function breakEven({ sign, ledger, life, entry, entryPrice }: Led, by: 'most' | 'least'): Dec {
  const fees = ledger.trades
    .filter(({ orderId }) => orderId === entry.orderId)
    .map(({ commission }) => commission)
  const until = life.closedAt ?? ledger.until
  const paid = ledger.income.filter(({ time }) => time >= life.openedAt && time <= until)
  const funding = sum(paid.map(({ income }) => income))
  const counted = by === 'most' ? lesser(funding, dec(0)) : greater(funding, dec(0))
  const each = sum(fees).minus(counted).div(entry.executedQty)
  return entryPrice.plus(each.times(sign)).div(dec(1).minus(taker.times(sign)))
}
