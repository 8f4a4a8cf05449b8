import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { setsOf } from '../../../infra/lab/sweep/sets.ts'
import { parseDimension } from '../../../infra/lab/sweep/space.ts'

const stops = parseDimension('QT_SL_PCT=0.02,0.05')
const emergencies = parseDimension('QT_EMERGENCY_PCT=0.03,0.10')

test('a combination that contradicts itself is left out with the reason', () => {
  const { sets, contradictory, because } = setsOf([stops, emergencies], {}, { seed: 1 })
  expect(sets).toHaveLength(3)
  expect(contradictory).toEqual([{ QT_SL_PCT: '0.05', QT_EMERGENCY_PCT: '0.03' }])
  expect(because).toBe('QT_EMERGENCY_PCT is 0.03; allowed is more than QT_SL_PCT (0.05)')
})

test('the requested number is drawn, without combinations that contradict themselves', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { sets } = setsOf([stops, emergencies], {}, { tries: 3, seed })
    expect(sets).toHaveLength(3)
    expect(sets).not.toContainEqual({ QT_SL_PCT: '0.05', QT_EMERGENCY_PCT: '0.03' })
  }
})

test('if no set can be played, none is', () => {
  expect(() => setsOf([parseDimension('QT_SL_PCT=0.2')], {}, { seed: 1 })).toThrow(
    'No combination can be played: QT_EMERGENCY_PCT is 0.03; allowed is more than QT_SL_PCT (0.2).',
  )
})

test('a grid that would take too long is an error, unless a part of it is drawn', () => {
  const large = [parseDimension('QT_SL_PCT=0.001..0.020'), parseDimension('QT_COOLDOWN_SECONDS=0..999')]
  expect(() => setsOf(large, {}, { seed: 1 })).toThrow(/at most 10000 sets, got 20000\. Draw fewer/)
  expect(setsOf(large, {}, { seed: 1, tries: 5 }).sets).toHaveLength(5)
})

const page = readFileSync(new URL('../../../docs/lab.md', import.meta.url), 'utf8').replaceAll('\\\n', ' ')
const shown = [...page.matchAll(/^npm run lab -- sweep .*--set (.+)$/gm)].map(([, set = '']) =>
  set.replace(/\s+#.*$/, ''),
)

test.each(shown)('the page’s sweep of %s can be played completely at the defaults', said => {
  const { sets, contradictory } = setsOf(said.split(/\s+/).map(parseDimension), {}, { seed: 1 })
  expect(contradictory).toEqual([])
  expect(sets.length).toBeGreaterThan(1)
})

test('the page shows five sweeps', () => expect(shown).toHaveLength(5))
