import { type Dec, type DecimalString, dec } from './decimal.ts'
import type { Doubt, Position } from './position.ts'
import { isCrossed, isTighter } from './side.ts'

/** The best bid and ask. */
export interface Touch {
  readonly bid: DecimalString
  readonly ask: DecimalString
}

/** What a look knows of the price. */
export interface Priced {
  /** Absent if the exchange showed no possible price. */
  readonly markPrice?: DecimalString
  /**
   * Read only when the mark alone may not decide. `trusted`: replays decisions from the time when every mark was
   * believed.
   */
  readonly touch?: Touch | 'unreadable' | 'trusted'
  /** Whether the previous look also found a loss by a mark that no touch could confirm. */
  readonly lossAgain?: true
  /** Replays decisions from the time when a loss by a mark near the level was believed unasked. */
  readonly nearTrusted?: true
  /**
   * Replays decisions from the time when a near mark raised the stop unasked, even if bid and ask had just denied the
   * mark.
   */
  readonly denialForgotten?: true
}

/** The prices that a look may decide by. */
export interface Appraisal {
  /** The price for judging a loss; without it nothing is closed. */
  readonly loss?: Dec
  /** The price for judging a profit; without it no stop is raised, no tier reached, nothing sold. */
  readonly profit?: Dec
  /** Why the mark itself is not believed. */
  readonly doubt?: Doubt
  /** The decisions for which the touch must be read first: all by a mark far from the level, a close by a near one. */
  readonly unconfirmed?: 'all' | 'close'
}

/**
 * A mark within this share of the standing level may raise the stop unasked: if it is wrong, it is wrong by little. It
 * does not show how far it lies from the true market: for a position in profit, a wrong mark may lie just beyond the
 * level. A mark that bid and ask have denied comes near the level when the market falls through it: only bid and ask
 * can make it believed again.
 *
 * At more than 30x, 1 % of price is more than a third of the margin: there the bound is 30 % of the margin.
 */
const near = { ofPrice: dec('0.01'), ofMargin: dec('0.3') }

/**
 * Judges the mark by the standing level. If it is far from the level, or would close the position, bid and ask are
 * asked. A confirmed mark decides like any other; otherwise the more cautious of the two decides. If bid and ask cannot
 * be read, a loss is believed at the second look in a row. If the order book cannot be read either (`blind`), a near
 * one is believed at the first, because no stop can be seen that such a mark would have executed.
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
