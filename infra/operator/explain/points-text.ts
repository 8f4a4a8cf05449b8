import { paint } from '../../terminal/colours.ts'
import { pairs } from '../../terminal/table.ts'
import type { Point } from './asked-and-done.ts'

const numbers = { heard: 'P9', 'as-told': 'P10' } as const

/** The points that failed. */
export const broken = (points: readonly Point[]): readonly Point[] =>
  points.filter(({ held }) => held === false)

/**
 * What was asked for beside what was done, and who judges the rest: only the paper venue knows which function got which
 * answer; a real exchange does not tell it afterwards.
 */
export function pointsText(points: readonly Point[]): string {
  const lines = points.map(({ promise, what, asked, done, held }) => {
    const sign = held === undefined ? '·' : held ? paint.green('✓') : paint.red('!')
    return [`${sign} ${numbers[promise].padEnd(3)} ${what}`, `asked ${asked}; done ${done}`] as const
  })
  const rest =
    'By the records alone. `npm start` knows every answer too, and judges each mark, later level and sale.'
  return lines.length === 0
    ? 'What was asked for is not in the table: it was not filled or was taken over, or its signal is no longer kept.'
    : `${pairs(lines)}\n${rest}`
}
