import { expect, test } from 'vitest'
import { fileAside } from '../../infra/lab/file-aside.ts'
import { askedBook } from '../../infra/local/audit/asked-book.ts'
import type { Asked } from '../../infra/local/audit/oracle/testimony.ts'

const start = Date.parse('2025-02-03T00:00:00Z')
/** A request each second, answered a little later, with the stops of one position among them. */
const asked = Array.from({ length: 1_000 }, (_, index): Asked => {
  const sentAt = start + index * 1_000 - (index % 3) * 2_500
  const isStop = index % 100 === 50
  return {
    caller: `inspect ${index}`,
    name: isStop ? 'POST algoOrder' : 'GET positionRisk',
    params: isStop
      ? { symbol: 'ETHUSDT', clientAlgoId: `qt-paper-abcdefghijk${index < 500 ? 'l' : 'm'}-p1` }
      : {},
    sentAt,
    answer: { at: start + index * 1_000, status: 200, text: `[${index}]` },
  }
})

test.each([
  ['the first minute', start, start + 60_000],
  ['all of it', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['one instant', start + 500_000, start + 500_000],
  ['a time before', start - 100_000, start - 10_000],
])('requests within %s are those that a full list finds, in the order of their answers', (_, from, to) => {
  const aside = fileAside()
  const book = askedBook(aside.put)
  for (const each of asked) book.note(each)
  expect(book.within({ from, to })).toEqual(asked.filter(({ sentAt }) => sentAt >= from && sentAt <= to))
  aside.close()
})

test('the first conditional order of each position is known', () => {
  const book = askedBook()
  for (const each of asked) book.note(each)
  expect([...book.protectedFirst]).toEqual([
    ['abcdefghijkl', { symbol: 'ETHUSDT', sentAt: asked[50]?.sentAt }],
    ['abcdefghijkm', { symbol: 'ETHUSDT', sentAt: asked[550]?.sentAt }],
  ])
})
