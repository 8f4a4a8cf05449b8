import { type Dec, type DecimalString, dec } from './decimal.ts'
import type { Doubt, Position } from './position.ts'
import { isCrossed, isTighter } from './side.ts'

/** What is bid and what is asked. */
export interface Touch {
  readonly bid: DecimalString
  readonly ask: DecimalString
}

/** What a look knows of the price. */
export interface Priced {
  /** Absent where the exchange showed none that can be one. */
  readonly markPrice?: DecimalString
  /** Read only where a mark that is far off would decide something. `trusted`: from when every mark was believed. */
  readonly touch?: Touch | 'unreadable' | 'trusted'
  /** Whether the look before this one, too, found a loss by a mark that no touch could confirm. */
  readonly lossAgain?: true
}

/** By what a look may decide. */
export interface Appraisal {
  /** What a loss is judged by; without it nothing is closed. */
  readonly loss?: Dec
  /** What a profit is judged by; without it no stop is raised, no tier reached, nothing sold. */
  readonly profit?: Dec
  /** Why the mark itself is not believed. */
  readonly doubt?: Doubt
  /** The mark is far off, and the touch was not read yet. */
  readonly unconfirmed?: true
}

/**
 * A mark within this share of the level that stands is believed at once: wherever it is wrong, it is wrong by little.
 * At more than 30x, 1 % of price is more than a third of the margin: then it is 30 % of the margin.
 */
const near = { ofPrice: dec('0.01'), ofMargin: dec('0.3') }

/**
 * Judges the mark by the level that stands and, where it is far from it, by bid and ask: a mark that they confirm
 * decides like any other; of one that they do not, the more cautious of both.
 */
export function appraise(
  { side, leverage, protection, doubt }: Pick<Position, 'side' | 'leverage' | 'protection' | 'doubt'>,
  { markPrice, touch, lossAgain }: Priced,
): Appraisal {
  const mark = dec(markPrice ?? 0)
  if (touch === 'trusted') return { loss: mark, profit: mark }
  if (!mark.gt(0)) return { doubt: 'no-price' }
  const level = dec(protection.level)
  const share = near.ofMargin.div(leverage)
  const most = level.times(share.lt(near.ofPrice) ? share : near.ofPrice)
  const isFar = (a: Dec, b: Dec) => a.minus(b).abs().gt(most)
  if (touch === undefined || touch === 'unreadable') {
    if (!isFar(mark, level)) return { loss: mark, profit: mark }
    if (touch === undefined) return { loss: mark, profit: mark, unconfirmed: true }
    if (!isCrossed(side, level, mark)) return { doubt: 'profit-unread' }
    return { doubt: 'loss-unread', ...(lossAgain && doubt?.why === 'loss-unread' && { loss: mark }) }
  }
  const [bid, ask] = [dec(touch.bid), dec(touch.ask)]
  const [worse, better] = side === 'long' ? [bid, ask] : [ask, bid]
  return {
    loss: isFar(mark, better) && isTighter(side, better, mark) ? better : mark,
    profit: isFar(mark, worse) && isTighter(side, mark, worse) ? worse : mark,
    ...(isFar(mark, bid) && isFar(mark, ask) && { doubt: 'touch-denies' }),
  }
}
