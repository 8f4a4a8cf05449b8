import { type Dec, dec, sum } from '#domain/decimal.ts'
import { greater, type Led, lesser, onTick, pnlAt, priceAt, taker } from './cases.ts'
import type { Wished } from './wishes.ts'

/** How many tiers of the ladder a mark reaches. */
export const tierAt = (of: Led, mark: Dec): number =>
  of.wished.ladder.filter(({ at }) => pnlAt(of, mark).gte(at)).length

/** The tighter a level, the sooner it is hit. */
export const tightest = ({ sign }: Led, levels: readonly Dec[]): Dec =>
  levels.reduce((best, level) => (level.minus(best).times(sign).gt(0) ? level : best))

/** The first stop, measured from the fill. */
export const stopFromFill = (of: Led): Dec => stopFrom(of, of.wished, of.entryPrice, of.leverage)

/** The first stop's level, measured from a price, unless the signal gave one. */
export const stopFrom = (
  { sign, rules }: Pick<Led, 'sign' | 'rules'>,
  { stopPrice, stop }: Wished,
  from: Dec,
  leverage: number,
): Dec => onTick(stopPrice ?? priceAt(sign, from, stop.neg(), leverage), rules.tickSize, sign > 0)

/**
 * The ladder's level after each of these marks: the tightest so far. Tiers only rise. A look may or may not have read
 * funding by then: `most` and `least` choose the favourable and the unfavourable case.
 */
export function earnedAfter(of: Led, marks: readonly Dec[], by: 'most' | 'least'): readonly Dec[] {
  const even = breakEven(of, by)
  const earned: Dec[] = []
  let [tier, best] = [0, stopFromFill(of)]
  for (const mark of marks) {
    tier = Math.max(tier, tierAt(of, mark))
    best = tightest(of, [best, ...levelsAt(of, mark, even, of.wished.ladder[tier - 1]?.lock)])
    earned.push(best)
  }
  return earned
}

/**
 * From tier 1 on: break-even, and the share of the profit that the tier locks. A level that the mark has not passed
 * cannot be placed.
 */
function levelsAt(of: Led, mark: Dec, even: Dec, lock: Dec | undefined): readonly Dec[] {
  const locked = lock?.gt(0) ? [of.entryPrice.plus(mark.minus(of.entryPrice).times(lock))] : []
  return [...(lock ? [even] : []), ...locked, ...trailing(of, mark)]
    .map(level => onTick(level, of.rules.tickSize, of.sign > 0))
    .filter(level => mark.minus(level).times(of.sign).gt(0))
}

/** Once the mark has reached the last take-profit, the stop follows the mark at the requested distance. */
function trailing({ sign, entryPrice, leverage, wished }: Led, mark: Dec): readonly Dec[] {
  const { trail, takeProfits, takeProfit } = wished
  const last = takeProfits?.at(-1)?.price ?? priceAt(sign, entryPrice, takeProfit, leverage)
  if (!trail || mark.minus(last).times(sign).lt(0)) return []
  return [mark.minus(entryPrice.times(trail).div(leverage).times(sign))]
}

/** The exit at which entry fee, exit fee and funding cancel out. */
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
