import { expect, test } from 'vitest'
import { sweepPage } from '../../infra/pictures/sweep-page.ts'
import { sweptSets } from './swept.ts'

const swept = sweptSets()

test('a sweep is drawn best set first, each window with the set chosen before it', () => {
  const values = swept.tries.map(({ value = Number.NEGATIVE_INFINITY }) => value)
  expect(values).toEqual(values.toSorted((a, b) => b - a))
  expect(swept.tries).toHaveLength(22)
  expect(swept.windows).toHaveLength(4)
  // The first window has too few trades for a choice.
  expect(swept.windows[0]).not.toHaveProperty('set')
  for (const { set, inSample, trades } of swept.windows.slice(1)) {
    expect(set).toMatchObject({ QT_SL_PCT: '0.10', QT_DEFAULT_LEVERAGE: '3' })
    expect(inSample).toBeGreaterThan(0)
    expect(trades).toBe(8)
  }
})

test('the words about luck come without the terminal’s colours and line breaks', () => {
  expect(swept.luck).toMatch(/^The best of 22 tries is (no )?better than chance: /)
  expect(swept.luck).toMatch(/^[\x20-\x7e]+$/)
  expect(swept.luck).not.toContain('  ')
})

test('values stand in their own order, without those that no set played', () => {
  expect(swept.settings.map(({ values }) => values)).toEqual([
    ['0.02', '0.05', '0.10'],
    ['3', '5', '10', '30'],
    ['none', 'standard'],
  ])
})

test('a page of a sweep carries no library of charts', () => {
  expect(sweepPage(swept).length).toBeLessThan(60_000)
})
