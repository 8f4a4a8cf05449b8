import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mutations } from './mutations.ts'

test.each(mutations.map(mutation => [mutation.name, mutation] as const))(
  '“%s” changes one place of a file as it is today',
  (_, { file, from, to, tests = [] }) => {
    const places = readFileSync(file, 'utf8').split(from).length - 1
    expect({ file, from, places }).toEqual({ file, from, places: 1 })
    expect(to).not.toBe(from)
    expect(tests.filter(path => !existsSync(path))).toEqual([])
  },
)

test('no two ways of breaking a promise have one name', () => {
  const names = mutations.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})
