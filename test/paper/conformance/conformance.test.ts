import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ENDPOINTS } from '#paper/wire/endpoints.ts'
import { bench } from '../builder.ts'
import { BINANCE_BODIES } from './bodies.ts'
import { compareBodies } from './compare.ts'
import { EXCEPTIONS, explainedIn, type Fields, LEFT_OUT } from './exceptions.ts'
import { SCENES } from './scenes.ts'
import { compareAll, differencesOf, keyOf, tableOf } from './table.ts'

const rows = await compareAll()
/** Rows of tables and lists, whatever their padding. */
const linesOf = (markdown: string) =>
  markdown
    .split('\n')
    .filter(line => /^(?:[|-]| {2}-) (?!-)/.test(line))
    .map(line => line.replace(/ +/g, ' '))
const sorted = ({ misses, extras, differs }: Fields) => [misses, extras, differs].map(each => each.toSorted())
const page = new URL('../../../docs/paper-venue.md', import.meta.url)

describe('the body of', () => {
  test.each(rows.map(row => [keyOf(row), row] as const))(
    '%s has Binance’s fields, types and nesting',
    (key, row) => {
      const { misses, extras, differs } = row
      expect(sorted({ misses, extras, differs })).toEqual(sorted(explainedIn(key)))
      const isNothing = /\/ping$|DELETE .*\/listenKey|\/margin\/allPairs$/.test(row.endpoint)
      expect(row.matches.length > 0).toBe(!isNothing)
    },
  )

  test('every endpoint of the examples is compared, or left out for a reason', () => {
    const compared = new Set(rows.map(row => row.endpoint))
    const missing = BINANCE_BODIES.map(({ endpoint }) => endpoint).filter(endpoint => !compared.has(endpoint))
    expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort())
  })

  test('every endpoint that the venue has is compared', () => {
    expect(Object.keys(SCENES).sort()).toEqual([...ENDPOINTS.keys()].sort())
    const examples = new Set(BINANCE_BODIES.map(({ endpoint }) => endpoint))
    expect(Object.keys(SCENES).filter(endpoint => !examples.has(endpoint))).toEqual([])
  })

  test('no exception is kept that is no longer needed', () => {
    const excepted = EXCEPTIONS.flatMap(({ bodies }) => Object.keys(bodies))
    expect(excepted.filter(key => !rows.some(row => keyOf(row) === key))).toEqual([])
  })

  test.each(Object.keys(LEFT_OUT))('%s is answered as an unknown path', async endpoint => {
    const [method = '', path = ''] = endpoint.split(' ')
    const answer = await bench().send(method, path.replace('/fapi', ''))
    expect([answer.status, answer.body.code]).toEqual([404, -5000])
  })
})

describe('comparing', () => {
  test('shows what is missing, what is extra and what has another type, through lists and rows', () => {
    const theirs = { a: '1', list: [{ b: 1 }, { c: true }], rows: [[1, '2']] }
    const ours = { a: 1, list: [{ b: 2, d: null }], rows: [['1', '2', 3]] }
    expect(compareBodies(theirs, ours)).toEqual({
      matches: ['list[].b', 'rows[][1]'],
      misses: ['list[].c'],
      extras: ['list[].d', 'rows[][2]'],
      differs: ['a: string, number', 'rows[][0]: number, string'],
    })
  })

  test('has its results on the page about the venue', () => {
    const told = linesOf(readFileSync(page, 'utf8'))
    const found = linesOf(`${tableOf(rows)}\n${differencesOf(rows)}`)
    expect(found.filter(line => !told.includes(line))).toEqual([])
  })

  test('ends in a table with a line per body and the sum', () => {
    const lines = tableOf(rows).split('\n')
    expect(lines).toHaveLength(rows.length + 3)
    expect(lines.at(-1)).toMatch(/^\| all \| \| \d{3,4} \| \d+ \| \d+ \| \d+ \|$/)
  })
})
