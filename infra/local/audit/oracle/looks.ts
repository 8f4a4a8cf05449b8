import type { Led } from './cases.ts'
import { asksToClose } from './closes.ts'
import { type Confirmed, confirmed, touchesAnswered } from './confirmed.ts'
import type { Mark } from './marks.ts'
import type { Nearby, WholeLook } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/** The longest lease: a function that died with it keeps others from the position for this long. */
export const longestLease = 65_000

/** A look that saw a position with a mark. */
export interface Seeing extends WholeLook {
  readonly mark: Mark
  /** The part of the mark by which this look may act. */
  readonly confirmed: Confirmed
}

/**
 * The complete looks that saw a position with a finished entry. Only what such a look saw is demanded, once it is
 * over.
 */
export function seeingLooks({ looks, asked }: Nearby, marks: readonly Mark[], of: Led): readonly Seeing[] {
  const { symbol, life, enteredAt } = of
  const touches = touchesAnswered(asked, symbol)
  const closedAt = life.closedAt ?? Number.POSITIVE_INFINITY
  return looks
    .filter(look => look.symbol === symbol && look.from > enteredAt && look.to < closedAt)
    .flatMap(look => {
      const mark = marks.find(({ caller, at }) => caller === look.survey && at >= look.from && at <= look.to)
      return mark ? [{ ...look, mark, confirmed: confirmed(of, mark.mark, touches, look) }] : []
    })
}

/**
 * Looks that were free for routine work: no function that may have held the position had died, and none had been told
 * to close it.
 */
export function freeLooks(
  testimony: Nearby,
  wishes: Wishes,
  of: Led,
  marks: readonly Mark[],
): readonly Seeing[] {
  const toldAt = testimony.signals
    .filter(signal => asksToClose(wishes, of, signal))
    .map(({ cameAt }) => cameAt)
  return seeingLooks(testimony, marks, of)
    .filter(({ from, to }) => !testimony.wasDisturbed(of.symbol, from - longestLease, to))
    .filter(({ to }) => !toldAt.some(at => at <= to))
}
