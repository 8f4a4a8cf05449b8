import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { ladders } from '#domain/ladders.ts'
import { presetOf } from '#settings/said.ts'
import { notedPairs, settingsTable } from '../../infra/operator/arithmetic/settings-table.ts'
import type { Value } from '../../infra/operator/deploy/values.ts'

const value = (name: Value['name'], text: string): Value => ({ name, value: text, from: 'default' })
const linesOf = (values: readonly Value[], columns: number) =>
  stripVTControlCharacters(settingsTable(values, columns)).split('\n')

const ladder = '[{"at":"0.05","stop":"break-even"}]'
const values = [value('QT_SL_PCT', '0.02'), value('QT_LADDER', ladder), value('region', 'ap-northeast-1')]

test('each column of the settings begins at one place, whatever a value’s length', () => {
  expect(linesOf(values, 120)).toEqual([
    'QT_SL_PCT  0.02            default  Share of the margin lost at the first stop',
    `QT_LADDER  ${ladder}`,
    '                           default  Profit tiers: where each puts the stop and what it sells',
    'region     ap-northeast-1  default',
  ])
})

test('a ladder that has a name is shown by it, however it was written', () => {
  const shown = (text: string) => linesOf([value('QT_LADDER', text)], 120)
  expect(shown(presetOf('QT_LADDER'))).toEqual(shown('standard'))
  expect(shown(JSON.stringify(ladders['fee-aware'], null, 2))).toEqual(shown('fee-aware'))
})

test('a purpose that does not fit the terminal is left out', () => {
  expect(linesOf(values, 80).map(line => line.trimEnd())).toEqual([
    'QT_SL_PCT  0.02            default  Share of the margin lost at the first stop',
    `QT_LADDER  ${ladder}`,
    '                           default',
    'region     ap-northeast-1  default',
  ])
})

test('notes begin at one place, too', () => {
  const lines = stripVTControlCharacters(
    notedPairs([
      ['drawdown', '0.1', 'default'],
      ['days', '30', 'yours'],
    ]),
  )
  expect(lines.split('\n')).toEqual(['drawdown  0.1  default', 'days      30   yours'])
})
