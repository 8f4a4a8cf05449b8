import type { Evidence } from './evidence.ts'
import type { Halted } from './halts.ts'
import type { Oddities } from './odd-rows.ts'
import type { Round } from './watch.ts'

/**
 * Looks at a symbol without a fault, with their begin and end: all of those (clean), or those that did everything
 * (whole).
 */
export function looksAt({ rounds, halted }: Evidence, symbol: string, kind: 'clean' | 'whole') {
  return rounds
    .filter(({ survey }) => survey.ok && survey.claimed && survey.faults.length === 0)
    .flatMap(({ from, looks, caller }) =>
      looks
        .filter(look => look.symbol === symbol && look[kind])
        .map(({ to, positionId }) => ({ from, to, positionId, survey: caller })),
    )
    .filter(look => !meetsHalt(halted, symbol, look))
}

/**
 * Looks without another look at the symbol beside them: one of two concurrent ones leaves the position to the other.
 */
export function aloneLooks(evidence: Evidence, symbol: string) {
  const all = evidence.rounds.flatMap(({ from, looks }) =>
    looks.filter(look => look.symbol === symbol).map(({ to }) => ({ from, to })),
  )
  return looksAt(evidence, symbol, 'whole').filter(
    ({ from, to }) => all.filter(other => other.from <= to && other.to >= from).length === 1,
  )
}

/** Looks that could read the position: without that a look restores a stop and does nothing else. */
export const readable = (evidence: Evidence, symbol: string, kind: 'clean' | 'whole') =>
  looksAt(evidence, symbol, kind).filter(look => !meetsUnread(evidence.odd, symbol, look))

const meetsHalt = (
  halted: readonly Halted[] = [],
  symbol: string,
  { from, to }: { readonly from: number; readonly to: number },
): boolean => halted.some(halt => halt.symbol === symbol && halt.from <= to && from <= halt.to)

const meetsUnread = (odd: Oddities | undefined, symbol: string, { from, to }: Pick<Halted, 'from' | 'to'>) =>
  odd?.unread.some(row => (row.symbol ?? symbol) === symbol && row.from <= to && from <= row.to) === true

/** Ticks that were whole for a symbol, with their begin and end. */
export function ticksWhole({ rounds, halted, odd }: Evidence, symbol: string): readonly Round[] {
  return rounds
    .filter(
      ({ survey, looks }) =>
        survey.ok &&
        survey.claimed &&
        !survey.rested &&
        survey.faults.length === 0 &&
        looks.every(look => look.whole || look.symbol !== symbol),
    )
    .filter(round => !meetsHalt(halted, symbol, round) && !meetsUnread(odd, symbol, round))
}
