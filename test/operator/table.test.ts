import { expect, test } from 'vitest'
import { pairs, table } from '../../infra/terminal/table.ts'

const head = ['symbol', 'in the table', 'PnL, USDT', 'why']
const rows = [
  ['币安人生USDT', '42070 at 0.25722', '+104.90', 'primary stop at 0.25284, tier 3: closes everything'],
  ['ETHUSDT', '—', '—', '! open on the exchange, not managed by this deployment'],
]
const lines = (columns?: number) => table(head, rows, columns).split('\n')
const words = rows.flat().flatMap(cell => cell.split(' '))

test('a table with room, or in a pipe, keeps its width', () => {
  expect(lines()).toEqual(lines(200))
  expect(lines()).toHaveLength(5)
  expect(lines()[1]).toMatch(/^│ symbol +│ in the table +│ PnL, USDT │ why +│$/)
})

test.each([100, 80, 66])('a table of %s columns breaks cells between words', columns => {
  const [border = '', ...drawn] = lines(columns)
  expect(border.length).toBe(columns)
  for (const word of words) expect(drawn.join('\n')).toContain(word)
})

test('a broken cell goes on below, in its own column', () => {
  expect(lines(80).slice(2, 4)).toEqual([
    '│ 币安人生USDT │ 42070 at 0.25722 │ +104.90   │ primary stop at 0.25284, tier  │',
    '│              │                  │           │ 3: closes everything           │',
  ])
})

test.each([60, 40])('a table of %s columns, with room for few words, becomes names and values', columns => {
  expect(lines(columns).filter(line => !line.includes('why'))).toEqual([
    'symbol: 币安人生USDT',
    ...(columns === 60
      ? ['  in the table: 42070 at 0.25722  PnL, USDT: +104.90']
      : ['  in the table: 42070 at 0.25722', '  PnL, USDT: +104.90']),
    'symbol: ETHUSDT',
    '  in the table: —  PnL, USDT: —',
  ])
  for (const word of words) expect(lines(columns).join('\n')).toContain(word)
})

test('a value that does not fit beside its name goes on below, to its right', () => {
  const named = [
    ['in the table', 'venue paper, 1 of 4 slots taken'],
    ['', 'not halted'],
  ] as const
  expect(pairs(named, 32).split('\n')).toEqual([
    'in the table  venue paper, 1 of',
    '              4 slots taken',
    '              not halted',
  ])
  expect(pairs(named).split('\n')).toHaveLength(2)
})
