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
  /** Read only where a mark would decide what it may not decide alone. `trusted`: from when every mark was believed. */
  readonly touch?: Touch | 'unreadable' | 'trusted'
  /** Whether the look before this one, too, found a loss by a mark that no touch could confirm. */
  readonly lossAgain?: true
  /** From when a loss by a mark near the level was believed unasked. */
  readonly nearTrusted?: true
  /** From when one that is near raised unasked although bid and ask had just denied the market's mark. */
  readonly denialForgotten?: true
}

/** By what a look may decide. */
export interface Appraisal {
  /** What a loss is judged by; without it nothing is closed. */
  readonly loss?: Dec
  /** What a profit is judged by; without it no stop is raised, no tier reached, nothing sold. */
  readonly profit?: Dec
  /** Why the mark itself is not believed. */
  readonly doubt?: Doubt
  /** What asks for the touch, which was not read yet: whatever a mark far off decides, of one near the level a close. */
  readonly unconfirmed?: 'all' | 'close'
}

/**
 * A mark within this share of the level that stands raises at once: wherever it is wrong, it is wrong by little. How far
 * it is from where the market was, it does not say: of a position in profit a wrong mark may lie just beyond the level.
 * And one that bid and ask have denied comes near the level when the market falls through it: what they denied, only
 * they make believed again.
 * At more than 30x, 1 % of price is more than a third of the margin: then it is 30 % of the margin.
 */
const near = { ofPrice: dec('0.01'), ofMargin: dec('0.3') }

/**
 * Judges the mark by the level that stands and, where it is far from it or would close, by bid and ask: a mark that they
 * confirm decides like any other; of one that they do not, the more cautious of both. Where they cannot be read a loss
 * is believed at the second look in a row; beside a book that cannot be read either (`blind`), a near one at the first:
 * there is no stop to be seen that such a mark would have executed.
 */
export function appraise(
  { side, leverage, protection, doubt }: Pick<Position, 'side' | 'leverage' | 'protection' | 'doubt'>,
  { markPrice, touch, lossAgain, nearTrusted, denialForgotten }: Priced,
  { blind = false }: { readonly blind?: boolean } = {},
): Appraisal {
  const mark = dec(markPrice ?? 0)
  if (touch === 'trusted') return { loss: mark, profit: mark }
  if (!mark.gt(0)) return { doubt: 'no-price' }
  const level = dec(protection.level)
  const share = near.ofMargin.div(leverage)
  const most = level.times(share.lt(near.ofPrice) ? share : near.ofPrice)
  const isFar = (a: Dec, b: Dec) => a.minus(b).abs().gt(most)
  if (touch === undefined || touch === 'unreadable') {
    const isNear = !isFar(mark, level)
    if (isNear && nearTrusted) return { loss: mark, profit: mark }
    const isDenied = doubt?.why === 'touch-denies' && !denialForgotten
    const raises = isNear && !isDenied
    if (touch === undefined) return { loss: mark, profit: mark, unconfirmed: raises ? 'close' : 'all' }
    if (!isCrossed(side, level, mark))
      return raises ? { loss: mark, profit: mark } : { doubt: isDenied ? 'touch-denies' : 'profit-unread' }
    if (isNear && blind) return { loss: mark, profit: mark }
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
