import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { worthOf } from '#figures/objective.ts'
import { judgeOne } from '../../../infra/lab/sweep/judge.ts'
import type { Choice } from '../../../infra/lab/sweep/space.ts'
import { columnsOf, tryLine } from '../../../infra/lab/sweep/telling.ts'
import type { Try } from '../../../infra/lab/sweep/try.ts'
import { dayMs, start, trades } from '../../figures/builders.ts'

const span = { from: start, to: start + dayMs, startingBalance: '10000' }
const sets = [
  { QT_DEFAULT_LEVERAGE: '3', QT_LADDER: 'none' },
  { QT_DEFAULT_LEVERAGE: '30', QT_LADDER: 'none' },
  { QT_DEFAULT_LEVERAGE: '10', QT_LADDER: 'fee-aware' },
]
const differing = columnsOf(sets, ['QT_DEFAULT_LEVERAGE', 'QT_LADDER'])

/** The lines of sets with these results, as they are played one after the other. */
const linesOf = (nets: readonly (readonly string[])[], broken: Try['broken'] = []) =>
  nets.map((won, index) => {
    const one = { set: sets[index] as Choice, trades: trades(...won), rejected: {}, broken }
    const judged = judgeOne(one, span, outcome => worthOf('net', 1, outcome))
    const progress = { done: index + 9, of: 11, msLeft: 60_000, objective: 'net', differing } as const
    return stripVTControlCharacters(tryLine(judged, progress))
  })

test('the lines of played sets are a table: numbers end, and settings begin, below each other', () => {
  expect(linesOf([['1234.5', '-0.25'], ['-3'], []])).toEqual([
    ' 9/11   +1234.25      2 trades  QT_DEFAULT_LEVERAGE=3   QT_LADDER=none       60.0 s left',
    '10/11      -3.00      1 trade   QT_DEFAULT_LEVERAGE=30  QT_LADDER=none       60.0 s left',
    '11/11          —      0 trades  QT_DEFAULT_LEVERAGE=10  QT_LADDER=fee-aware',
  ])
})

test('a broken promise ends the line of its set', () => {
  expect(linesOf([['1']], ['accounted'])[0]).toMatch(/ {2}QT_LADDER=none {7}60\.0 s left {2}accounted broke$/)
})
