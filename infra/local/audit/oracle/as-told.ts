import { admitted } from './admitted.ts'
import { casesOf, isLed } from './cases.ts'
import { closed } from './closed.ts'
import { laddered } from './ladder.ts'
import { marksAnswered, marksOf } from './marks.ts'
import { sold } from './rungs.ts'
import { sized } from './sized.ts'
import { takenOver } from './taken-over.ts'
import type { Testimony } from './testimony.ts'
import { wishesOf } from './wishes.ts'

/**
 * Whether what was done is what the signals and the settings asked for, of every position that was opened here: allowed
 * at all, its size, leverage and margin mode, its first stop and each later level, its emergency, each take-profit,
 * and its close; of one that was taken over what the settings alone ask for. Written from the README alone: it shares arithmetic with the product, and no rule.
 */
export function asTold(testimony: Testimony): readonly string[] {
  const wishes = wishesOf(testimony.environment)
  const cases = casesOf(testimony, wishes)
  const answered = marksAnswered(testimony.asked)
  const opened = cases.flatMap(of => {
    const marks = marksOf(answered, of)
    return [
      ...admitted(testimony, wishes, cases, of),
      ...sized(wishes, of),
      ...closed(testimony, wishes, of, marks),
      ...(isLed(of)
        ? [...laddered(testimony, wishes, of, marks), ...sold(testimony, wishes, of, marks)]
        : []),
    ]
  })
  return [...opened, ...takenOver(testimony, wishes, answered)]
}
