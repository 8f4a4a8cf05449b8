import { positionLifetimes } from '#paper/audit/ledger.ts'
import { admitted } from './admitted.ts'
import { type Case, caseOf, isLed } from './cases.ts'
import { closed } from './closed.ts'
import { laddered } from './ladder.ts'
import { type LongTestimony, nearby } from './long-testimony.ts'
import { marksOf } from './marks.ts'
import { knownOf, type Past } from './past.ts'
import { sold } from './rungs.ts'
import { sized } from './sized.ts'
import { takenOver } from './taken-over.ts'
import type { Nearby } from './testimony.ts'
import { type Wishes, wishesOf } from './wishes.ts'

/**
 * Whether the deployment did what signals and settings asked for, for every position opened here: whether it was
 * allowed, its size, leverage and margin mode, its first stop and each later level, its emergency close, each
 * take-profit, and its close. For an adopted position, the settings alone decide. Written only from the pages of
 * docs/: it shares arithmetic with the product, but no rule. It holds one position at a time, and of the others only
 * what admission needs.
 */
export function asTold(testimony: LongTestimony): readonly string[] {
  const wishes = wishesOf(testimony.environment)
  const past = pastOf(testimony, wishes)
  const opened: string[] = []
  for (const [of, near] of eachCase(testimony, wishes)) {
    const marks = marksOf(near.asked, of)
    opened.push(
      ...admitted(near, wishes, past, of),
      ...sized(wishes, of),
      ...closed(near, wishes, of, marks),
      ...(isLed(of) ? [...laddered(near, wishes, of, marks), ...sold(near, wishes, of, marks)] : []),
    )
  }
  return [...opened, ...takenOver(testimony, wishes)]
}

function pastOf(testimony: LongTestimony, wishes: Wishes): Past {
  const lives: Past['lives'][number][] = []
  for (const ledger of testimony.ledgers)
    for (const { symbol, closedAt } of positionLifetimes(ledger)) lives.push({ symbol, closedAt })
  const known = eachCase(testimony, wishes)
    .map(([of]) => knownOf(wishes, of))
    .toArray()
  return { known, lives }
}

/** Every position that began with an entry of ours, with all that it is judged by. */
function* eachCase(testimony: LongTestimony, wishes: Wishes): Generator<readonly [Case, Nearby]> {
  for (const ledger of testimony.ledgers) {
    for (const life of positionLifetimes(ledger)) {
      const span = { from: life.openedAt, to: life.closedAt ?? ledger.until }
      const near = nearby(testimony, ledger.symbol, span)
      const of = caseOf(near, wishes, { ledger, life })
      if (of) yield [of, near]
    }
  }
}
