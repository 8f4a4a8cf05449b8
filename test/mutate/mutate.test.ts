import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { equivalents } from './equivalents.ts'
import { instrument, type Mutant } from './instrument.ts'
import { isEquivalent, nameOf, scoreOf, shareOf, unrecorded } from './record.ts'

const rooms = ['domain', 'figures'].map(room => new URL(`../../shared/${room}/`, import.meta.url))

test('every place of a rule has its mutants', () => {
  const source = `export function cap(side: 'long' | 'short', a: Dec, most?: Dec): Dec {
  if (side === 'long' && most?.gt(0)) return a.times(2)
  return a
}
`
  const made = instrument('cap.ts', source).mutants.map(({ line, from, to }) => `${line} ${from} → ${to}`)
  expect(made).toEqual(
    expect.arrayContaining([
      "2 side === 'long' && most?.gt(0) → side === 'long' || most?.gt(0)",
      "2 side === 'long' && most?.gt(0) → side === 'long'",
      "2 side === 'long' && most?.gt(0) → most?.gt(0)",
      "2 side === 'long' && most?.gt(0) → true",
      "2 side === 'long' && most?.gt(0) → false",
      "2 side === 'long' → side !== 'long'",
      "2 'long' → 'short'",
      '2 most?.gt(0) → most.gt(0)',
      '2 0 → 1',
      '2 a.times(2) → a.div(2)',
      '2 a.times(2) → undefined',
      '2 2 → 3',
      '3 a → undefined',
    ]),
  )
  // The types of line 1 have none.
  expect(made.filter(name => name.startsWith('1 ')).length).toBe(1)
})

test('without a chosen mutant the code runs unchanged, with one it runs the mutant', () => {
  const source = 'const found = limit => [1, 2, 3].filter(n => n % 2 === 1).some(n => n > limit)'
  const { code, mutants } = instrument('found.js', source, 7)
  const as = (chosen: number | undefined, limit: number) =>
    runInNewContext(`${code}; found(${limit})`, { __runsAsMutant: (mutant: number) => mutant === chosen })
  expect([as(undefined, 2), as(undefined, 3)]).toEqual([true, false])
  const at = (to: string) => 7 + mutants.findIndex(mutant => mutant.to === to)
  expect(as(at('n >= limit'), 3)).toBe(true)
  expect(as(at('n % 2 !== 1'), 2)).toBe(false)
})

const outcome = (to: string, noticedBy?: string) => ({
  mutant: { file: 'a.ts', owner: 'f', line: 1, from: 'x', to },
  reached: true,
  ...(noticedBy && { noticedBy }),
})

test('a mutant listed as equivalent does not count, and is reported once a test kills it', () => {
  const known = [{ from: 'x', to: 'y', because: 'they are one' }]
  const score = scoreOf([outcome('1', 'a test'), outcome('2'), outcome('y')], known)
  expect(score).toMatchObject({ tried: 3, noticed: 1, equivalent: 1, survivors: ['a.ts f: x → 2'], idle: [] })
  expect(shareOf(score)).toBe(0.5)
  expect(scoreOf([outcome('y', 'a test')], known).idle).toEqual(known)
})

test('a survivor is new when it survives more often than is recorded', () => {
  expect(unrecorded(['a', 'a', 'b'], ['a', 'b', 'c'])).toEqual(['a'])
})

test('every recorded mutant exists in the current rules', () => {
  const files = rooms.flatMap(room =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => ({ file: basename(file), source: readFileSync(new URL(file, room), 'utf8') })),
  )
  expect(new Set(files.map(({ file }) => file)).size).toBe(files.length)
  const mutants: readonly Mutant[] = files.flatMap(({ file, source }) => instrument(file, source).mutants)
  const names = new Set(mutants.map(nameOf))
  const survivors = readFileSync(new URL('survivors.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
  expect(survivors.filter(name => !names.has(name))).toEqual([])
  expect(equivalents.filter(known => !mutants.some(mutant => isEquivalent(mutant, known)))).toEqual([])
})
