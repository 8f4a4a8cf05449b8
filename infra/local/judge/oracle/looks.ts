import type { Led } from './cases.ts'
import type { Mark } from './marks.ts'
import type { Testimony, WholeLook } from './testimony.ts'

/** The longest lease: whoever died with it keeps others from the position for so long. */
export const longestLease = 65_000

/** A look that saw a position with a mark. */
export interface Seeing extends WholeLook {
  readonly mark: Mark
}

/** The whole looks that saw a position whose entry was finished. Only what such a look saw is demanded, when it is over. */
export function seeingLooks(
  { looks }: Testimony,
  marks: readonly Mark[],
  { symbol, life, enteredAt }: Led,
): readonly Seeing[] {
  const closedAt = life.closedAt ?? Number.POSITIVE_INFINITY
  return looks
    .filter(look => look.symbol === symbol && look.from > enteredAt && look.to < closedAt)
    .flatMap(look => {
      const mark = marks.find(({ caller, at }) => caller === look.survey && at >= look.from && at <= look.to)
      return mark ? [{ ...look, mark }] : []
    })
}

/** Those before which nobody died who may have held the position: what is no danger waits for a lease. */
export const freeLooks = (testimony: Testimony, marks: readonly Mark[], of: Led): readonly Seeing[] =>
  seeingLooks(testimony, marks, of).filter(
    ({ from, to }) => !testimony.wasDisturbed(of.symbol, from - longestLease, to),
  )
